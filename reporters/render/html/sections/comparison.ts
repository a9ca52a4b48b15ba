import type { RunReport } from '../../../../plugin/records/run-report.ts'
import type { GroupComparison } from '../../../compare/index.ts'
import { conclusion } from '../../comparison/words.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import { type ComparedSides, comparisonPair } from './comparison-pair.ts'
import { comparisonPairs, comparisonRuns } from './comparison-runs.ts'
import { type Place, section } from './section.ts'

/** The comparisons of the page: for each dataset with several runs, every run against one of them. */
export function comparisons(
  groups: readonly GroupComparison[],
  reports: readonly RunReport[],
  place: Place,
): Html {
  if (groups.length === 0) return EMPTY
  return html`${groups.map((group, index) => {
    const name = index === 0 ? 'comparison' : `comparison-${index + 1}`
    const dataset = reports[group.indexes[0] ?? -1]?.dataset.name ?? ''
    const title = groups.length > 1 ? `Comparison on ${dataset}` : 'Comparison'
    return section(
      place,
      name,
      title,
      content(group, reports, { ...place, prefix: `${place.prefix}${name}-` }),
    )
  })}`
}

function content(
  { comparison, indexes, refused }: GroupComparison,
  reports: readonly RunReport[],
  place: Place,
): Html {
  if (comparison === null) {
    return html`<p class="warning"><strong>These runs could not be compared:</strong> ${refused ?? ''}</p>`
  }
  const sideOf = (key: string): ComparedSides['candidate'] => {
    const index = indexes[comparison.runs.findIndex((run) => run.key === key)] ?? 0
    return { index, report: reports[index] as RunReport }
  }
  return html`<ul class="conclusions">${comparison.against.map((pair) => {
    const { tone, text } = conclusion(pair)
    return html`<li class="conclusion ${tone}">${capital(text)}.</li>`
  })}</ul>
${comparison.warnings.map((text) => html`<p class="warning">${capital(text)}.</p>`)}
${comparisonRuns(comparison, indexes)}
${comparison.runs.length > 2 ? comparisonPairs(comparison, place) : null}
${comparison.against.map((pair) =>
  comparisonPair(
    pair,
    { reference: sideOf(pair.reference), candidate: sideOf(pair.candidate) },
    comparison,
    place,
  ),
)}`
}

function capital(sentence: string): string {
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}`
}

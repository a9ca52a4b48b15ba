import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { type Analysis, analyse } from '../../../analysis/index.ts'
import { runLabels } from '../../run-label.ts'
import { MOST_LISTED } from '../embed/listed-cases.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import type { HtmlOptions } from '../options.ts'
import { aboutRun } from './about-run.ts'
import { sentencesOf } from './analysis.ts'
import { breakdown } from './breakdown.ts'
import { caseList } from './case-list.ts'
import { comparisons } from './comparison.ts'
import { energy } from './energy.ts'
import { errorClasses } from './error-classes.ts'
import { pageTitle, runLine } from './header.ts'
import { history } from './history.ts'
import { keyFigures } from './key-figures.ts'
import { latency } from './latency.ts'
import { pareto } from './pareto.ts'
import { repeats } from './repeats.ts'
import { runList } from './run-list.ts'
import { scores } from './scores.ts'
import { type Place, section } from './section.ts'
import { urgentCases } from './urgent-cases.ts'
import { verdictPanel } from './verdict.ts'

/** The visible part of the page, without data and script. */
export function pageBody(reports: readonly RunReport[], options: HtmlOptions): Html {
  const top: Place = { level: 2, prefix: '' }
  const shared = sharedParts(reports, options, top)
  const runs = reports.map(
    (report, index): Run => ({ report, index, analysis: options.analyses?.[index] ?? analyse(report) }),
  )
  const [first] = runs
  const parts = first !== undefined && runs.length === 1 ? singleRun(first, top) : manyRuns(runs)
  const list = { id: 'examples', title: 'Examples' }
  const cases = reports.reduce((sum, report) => sum + report.cases.length, 0)
  const listed = reports.reduce((sum, report) => sum + Math.min(report.cases.length, MOST_LISTED), 0)
  const single = reports.length === 1 ? reports[0] : undefined
  return html`<body>
<a class="skip" href="#main">Skip to the report</a>
<header class="top">
<h1>${pageTitle(reports)}</h1>
${single === undefined ? null : runLine(single)}
<label class="theme" hidden="">Theme <select id="theme"><option value="auto">system</option><option value="light">light</option><option value="dark">dark</option></select></label>
${navigation([...(single === undefined ? shared.stops : []), ...parts.stops, ...(single === undefined ? [] : shared.stops), list])}
</header>
<main id="main" tabindex="-1">
${reports.length === 0 ? html`<p class="warning">There is no run to report.</p>` : null}
${single === undefined ? [shared.content, parts.content] : [parts.content, shared.content]}
${caseList(reports.length, { cases, listed }, top)}
</main>
<footer><p>Made by ${reports[0] === undefined ? 'vitest-edgejson' : `${reports[0].tool.name} ${reports[0].tool.version}`}. This file is complete: it loads nothing.</p></footer>
`
}

interface Parts {
  readonly stops: readonly Stop[]
  readonly content: Html
}

function sharedParts(reports: readonly RunReport[], options: HtmlOptions, place: Place): Parts {
  const stops: Stop[] = []
  const add = (content: Html, id: string, title: string): Html => {
    if (content !== EMPTY) stops.push({ id, title })
    return content
  }
  const many = reports.length > 1
  return {
    stops,
    content: html`${many ? add(runList(reports, place), 'runs', 'Runs') : null}
${add(comparisons(options.comparisons ?? [], reports, place), 'comparison', 'Comparison')}
${many ? add(pareto(reports, place), 'pareto', 'Cost') : null}
${add(history(options.history ?? [], place), 'history', 'History')}`,
  }
}

interface Run {
  readonly report: RunReport
  readonly index: number
  readonly analysis: Analysis
}

function singleRun(run: Run, place: Place): Parts {
  return {
    stops: [
      { id: 'verdict', title: 'Verdict' },
      { id: 'scores', title: 'Scores' },
      { id: 'breakdown', title: 'Breakdown' },
      { id: 'errors', title: 'Errors' },
      ...(run.report.repeats === undefined ? [] : [{ id: 'repeats', title: 'Repeats' }]),
      { id: 'latency', title: 'Latency' },
      ...(run.report.energy === undefined ? [] : [{ id: 'energy', title: 'Energy' }]),
      { id: 'about', title: 'About' },
    ],
    content: runParts(run, place),
  }
}

function manyRuns(runs: readonly Run[]): Parts {
  const labels = runLabels(runs.map(({ report }) => report))
  return {
    stops: runs.length === 0 ? [] : [{ id: 'run-1', title: 'Each run' }],
    content: html`${runs.map((run) => {
      const { report, index } = run
      const prefix = `run-${index + 1}`
      return html`<article id="${prefix}" aria-labelledby="${prefix}-title"><h2 id="${prefix}-title"><span class="run-number">${index + 1}</span> ${labels[index] ?? ''}</h2>
${runLine(report)}
${runParts(run, { level: 3, prefix: `${prefix}-` })}</article>
`
    })}`,
  }
}

function runParts({ report, index: run, analysis }: Run, place: Place): Html {
  const rest = html`${scores(report, place)}
${breakdown(report, run, place)}
${errorClasses(report, analysis, run, place)}
${repeats(report, run, place)}
${latency(report, place)}
${energy(report, place)}
${aboutRun(report, place)}`
  return html`${section(place, 'verdict', 'Verdict', verdictPanel(report), sentencesOf(analysis), keyFigures(report, run))}
${urgentCases(report, run, place)}
${place.level === 2 ? rest : html`<details class="more"><summary>Scores, breakdown, errors, latency</summary>${rest}</details>`}`
}

interface Stop {
  /** Of a section of the page. */
  readonly id: string
  readonly title: string
}

/** Links to the sections, in their order. */
function navigation(stops: readonly Stop[]): Html {
  return html`<nav class="contents" aria-label="On this page"><ul>${stops.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}

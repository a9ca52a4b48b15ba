import type { FloorResult, RunReport, Verdict, VerdictState } from '../../../plugin/model/index.ts'
import { duration, f1, integer, percent, points, pValue, signed } from '../format.ts'
import { wrap } from '../text.ts'
import { type Colors, labelled, type Page } from './page.ts'

/** The decision and what it rests on. Stands last: it is what a person looks for above the prompt. */
export function verdict({ verdict }: RunReport, files: readonly string[], page: Page): string[] {
  const { color } = page
  return [
    ...baseline(verdict, page),
    ...comparison(verdict, page),
    ...slices(verdict, page),
    ...floors(verdict, page),
    ...(verdict.changed.length > 0 ? labelled(page, 'changed', verdict.changed.join(', ')) : []),
    ...verdict.notes.flatMap((note) => labelled(page, 'note', note, color.yellow)),
    ...(files.length > 0 ? labelled(page, 'written', files.join(' ')) : []),
    '',
    ...headline(verdict, page),
  ]
}

function headline(verdict: Verdict, page: Page): string[] {
  const { color } = page
  const [title, paint] = badge(verdict, color)
  const reason = verdict.reason.replace(/^not gated:\s*/, '')
  const lines = wrap(reason, page.width - title.length - 3)
  return lines.map((line, index) =>
    index === 0 ? ` ${paint(title)}  ${color.bold(line)}` : `${' '.repeat(title.length + 3)}${line}`,
  )
}

const TITLES: Readonly<Record<VerdictState, string>> = {
  regression: ' regression ',
  suspect: ' suspect ',
  stable: ' stable ',
  improved: ' improved ',
  invalid: ' invalid ',
  new: ' new baseline ',
  accepted: ' accepted ',
  not_gated: 'not gated:',
}

function badge({ state, exitCode }: Verdict, color: Colors): [string, (text: string) => string] {
  const title = TITLES[state]
  if (exitCode !== 0) return [title, (text) => color.bgRed(color.white(color.bold(text)))]
  if (state === 'not_gated') return [title, color.yellow]
  const back = state === 'suspect' ? color.bgYellow : state === 'stable' ? color.bgCyan : color.bgGreen
  return [title, (text) => back(color.black(color.bold(text)))]
}

function baseline({ baseline }: Verdict, page: Page): string[] {
  if (baseline === null) return []
  const { path, model, exact, examples } = baseline
  return labelled(page, 'baseline', `${path} (${model}, ${percent(exact)} of ${integer(examples)})`)
}

function comparison({ comparison, fieldF1, alpha }: Verdict, page: Page): string[] {
  if (comparison === null) return []
  const { referenceExact, candidateExact, difference, differenceInterval, pWorse, pBetter, detectableLoss } =
    comparison
  const [low, high] = differenceInterval
  const p = difference > 0 ? `p better ${pValue(pBetter)}` : `p worse ${pValue(pWorse)}`
  const lines = labelled(
    page,
    'JSONExact',
    `${percent(referenceExact)} → ${percent(candidateExact)}, ${points(difference)} ` +
      `(95 %: ${signed(low * 100, 1)} to ${signed(high * 100, 1)}), ${p}`,
  )
  if (fieldF1 !== null) {
    const [from, to] = fieldF1.interval
    lines.push(
      ...labelled(
        page,
        'FieldF1',
        `${f1(fieldF1.reference)} → ${f1(fieldF1.candidate)}, ${signed(fieldF1.difference, 3)} ` +
          `(95 %: ${signed(from, 3)} to ${signed(to, 3)})`,
      ),
    )
  }
  const power =
    detectableLoss === null
      ? `these ${integer(comparison.pairs)} pairs are too few to detect any loss at α ${alpha}`
      : `a true loss of ${(detectableLoss * 100).toFixed(1)} points is detected with 80 % power at α ${alpha}`
  return [...lines, ...labelled(page, 'sensitivity', power, page.color.dim)]
}

/** Only slices that are worse beyond chance: every slice's figures stand in the breakdown. */
function slices({ slices, alpha }: Verdict, page: Page): string[] {
  return slices
    .filter(({ pWorseHolm }) => pWorseHolm <= alpha)
    .slice(0, 5)
    .flatMap(({ dimension, key, referenceExact, candidateExact, pWorseHolm }) =>
      labelled(
        page,
        'worse slice',
        `${dimension} ${key}: ${percent(referenceExact)} → ${percent(candidateExact)}, p ${pValue(pWorseHolm)} (Holm)`,
        page.color.yellow,
      ),
    )
}

function floors({ floors }: Verdict, page: Page): string[] {
  return floors.flatMap((floor) => {
    const paint = floor.broken ? page.color.red : page.color.dim
    return labelled(page, floor.broken ? 'floor broken' : 'floor', floorText(floor), paint)
  })
}

/** `complex.jsonExact 4.0 %, at least 10.0 %`. */
export function floorText({ name, limit, actual, skipped }: FloorResult): string {
  const ceiling = name.includes('latency')
  const show = ceiling ? duration : name.endsWith('fieldF1') ? f1 : percent
  const bound = `${ceiling ? 'at most' : 'at least'} ${show(limit)}`
  if (skipped !== undefined) return `${name} ${bound}: not judged, ${skipped}`
  return `${name} ${actual === null ? 'was not measured' : show(actual)}, ${bound}`
}

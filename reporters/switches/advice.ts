import { bytes, integer, percent, plural, pointsSize } from '../../plugin/core/format.ts'
import type { SwitchesRecord, SwitchVariant } from '../../plugin/records/switches.ts'
import { changeText, differenceText, withinMarginText } from '../render/comparison/words.ts'

/** From this share of cut completions on, the token limit may decide instead of the model. */
const MANY_CUT = 0.05

/**
 * Sentences that follow from the figures: each variant against the reference, what a constraint recovers, and which is the
 * smallest variant that is shown to be non-inferior. Pure; every number is a figure of the record as its tables show it.
 */
export function adviceOf(record: Omit<SwitchesRecord, 'advice'>): string[] {
  const { variants, reference } = record
  const measured = variants.filter(({ figures }) => figures !== null)
  return [
    ...measured.flatMap((variant) => onVariant(variant, record)),
    ...measured.flatMap((variant) => onConstraint(variant, measured)),
    ...(reference === null || measured.length < 2 ? [] : [onChoice(measured, reference, record)]),
    ...onLimit(measured, record),
    ...onMissing(variants),
  ]
}

/** `q4 with the schema constraint`; any other variant by its name. */
function described({ name, constraint }: SwitchVariant, free: string): string {
  return `${free} with the ${constraint} constraint (${name})`
}

function onVariant(variant: SwitchVariant, { margin, reference }: Omit<SwitchesRecord, 'advice'>): string[] {
  const { name, against, constraintEffect: effect } = variant
  if (against === null || reference === null) return []
  const verdict = withinMarginText(against.nonInferior, margin)
  const difference = differenceText({ candidate: name, ...against })
  const change = changeText(against)
  if (effect?.recovered == null || effect.lostFree == null || effect.lostFree === 0)
    return [sentence(`${difference}: ${change}; ${verdict}`)]
  const who = described(variant, effect.reference)
  return [
    sentence(
      `${who} recovers ${integer(effect.recovered)} of ${plural(effect.lostFree, 'lost example')} and is ` +
        `${withinMarginText(against.nonInferior, margin).replace(' within', ` to ${reference} within`)} (${change})`,
    ),
    sentence(
      `against ${effect.reference}: ${differenceText({ candidate: name, ...effect })}, ${changeText(effect)}`,
    ),
  ]
}

/** What the constraint is for, whatever it does to exact outputs: compliance, and its price in cut completions. */
function onConstraint(
  { name, figures, constraint, constraintEffect }: SwitchVariant,
  measured: readonly SwitchVariant[],
): string[] {
  const free = measured.find((each) => each.name === constraintEffect?.reference)?.figures
  if (free == null || figures === null || figures.schemaCompliance === null) return []
  const cut =
    figures.cutByLimit === free.cutByLimit
      ? `${plural(free.cutByLimit, 'completion')} with and without it`
      : `${integer(figures.cutByLimit)} instead of ${plural(free.cutByLimit, 'completion')}`
  return [
    `The ${constraint} constraint changes schema compliance from ${percent(free.schemaCompliance)} to ` +
      `${percent(figures.schemaCompliance)} (${name}); the limit cuts ${cut}.`,
  ]
}

function onChoice(
  measured: readonly SwitchVariant[],
  reference: string,
  { margin, dataset }: Omit<SwitchesRecord, 'advice'>,
): string {
  const within = pointsSize(margin)
  const [smallest] = measured
    .filter(({ against, bytes }) => against?.nonInferior === true && bytes !== null)
    .sort((a, b) => (a.bytes ?? 0) - (b.bytes ?? 0) || (b.figures?.exact ?? 0) - (a.figures?.exact ?? 0))
  if (smallest === undefined)
    return `No other variant is shown to be non-inferior to ${reference} within ${within}: these figures support ${reference} only.`
  const exact = `${integer(smallest.figures?.exact ?? 0)} of ${integer(dataset?.examples ?? 0)} exact`
  return `The smallest variant that is non-inferior to ${reference} within ${within} is ${smallest.name}: ${bytes(smallest.bytes)}, ${exact}.`
}

function onLimit(
  measured: readonly SwitchVariant[],
  { settings, dataset }: Omit<SwitchesRecord, 'advice'>,
): string[] {
  const cut = ({ figures }: SwitchVariant): number => figures?.cutByLimit ?? 0
  const [most] = [...measured].sort((a, b) => cut(b) - cut(a))
  if (most === undefined || settings === null || dataset === null) return []
  if (cut(most) < MANY_CUT * dataset.examples) return []
  return [
    `The limit of ${integer(settings.maxNewTokens)} tokens cuts ${integer(cut(most))} of ${plural(dataset.examples, 'completion')} of ${most.name}; a higher limit may change the figures.`,
  ]
}

function onMissing(variants: readonly SwitchVariant[]): string[] {
  const missing = variants.filter(({ figures }) => figures === null).map(({ name }) => name)
  if (missing.length === 0) return []
  return [`Nothing is concluded about ${missing.join(', ')}: not measured.`]
}

/** Names of variants keep their case. */
function sentence(text: string): string {
  return `${text.replace(/^(?:no|against) /, (word) => word.charAt(0).toUpperCase() + word.slice(1))}.`
}

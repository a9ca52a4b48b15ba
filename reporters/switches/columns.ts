import {
  bytes,
  integer,
  NOT_MEASURED,
  percent,
  percentInterval,
  pointsInterval,
  pointsNumber,
  pointsSize,
  pValue,
  quantity,
  signed,
} from '../../plugin/core/format.ts'
import type { SwitchDifference, SwitchesRecord, SwitchVariant } from '../../plugin/records/switches.ts'

/** A column of a table of variants. */
export interface Column {
  readonly title: string
  /** Left out on a narrow page, those with the lowest number first. Absent: always shown. */
  readonly drop?: number
  /** Text of the cell. */
  readonly text: (variant: SwitchVariant) => string
}

/** Columns and the variants that have a row. */
export interface SwitchesTable {
  /** Heading of the first column, which holds the names. */
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly SwitchVariant[]
}

/** The tables of a record: figures, differences from the reference, effects of constraints. Empty ones are left out. */
export function tablesOf(record: SwitchesRecord): SwitchesTable[] {
  const { variants, reference, margin, dataset } = record
  const tables: SwitchesTable[] = [
    { title: 'variant', columns: figureColumns(dataset?.examples ?? null), rows: variants },
    {
      title: `against ${reference ?? ''}`,
      columns: [
        ...differenceColumns(({ against }) => against),
        {
          title: 'loss below',
          drop: 1,
          text: ({ against }) => (against === null ? '' : lossBound(against.lossUpperBound, margin)),
        },
        {
          title: `within ${pointsSize(margin)}`,
          text: ({ against }) => (against === null ? '' : against.nonInferior ? 'non-inferior' : 'not shown'),
        },
      ],
      rows: variants.filter(({ against }) => against !== null),
    },
    {
      title: 'constraint',
      columns: [
        { title: 'against', text: ({ constraintEffect }) => constraintEffect?.reference ?? '' },
        ...differenceColumns(({ constraintEffect }) => constraintEffect),
        {
          title: 'recovered',
          text: ({ constraintEffect: effect }) =>
            effect?.recovered == null || effect.lostFree == null
              ? '–'
              : `${integer(effect.recovered)} of ${integer(effect.lostFree)}`,
        },
      ],
      rows: variants.filter(({ constraintEffect }) => constraintEffect !== null),
    },
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

function figureColumns(examples: number | null): Column[] {
  const figure = (of: (figures: NonNullable<SwitchVariant['figures']>) => string) => {
    return ({ figures }: SwitchVariant): string => (figures === null ? NOT_MEASURED : of(figures))
  }
  return [
    {
      title: examples === null ? 'exact' : `exact of ${integer(examples)}`,
      text: figure(({ exact }) => integer(exact)),
    },
    { title: 'JSONExact', drop: 2, text: figure(({ jsonExact }) => percent(jsonExact)) },
    {
      title: '95 % interval',
      drop: 1,
      text: figure(({ jsonExactInterval }) => percentInterval(jsonExactInterval)),
    },
    { title: 'schema', text: figure(({ schemaCompliance }) => percent(schemaCompliance)) },
    { title: 'cut', text: figure(({ cutByLimit }) => integer(cutByLimit)) },
    { title: 'tokens/s', text: figure(({ tokensPerSecond }) => quantity(tokensPerSecond)) },
    { title: 'size', text: ({ bytes: size }) => bytes(size) },
  ]
}

function differenceColumns(of: (variant: SwitchVariant) => SwitchDifference | null): Column[] {
  const show = (text: (difference: SwitchDifference) => string) => {
    return (variant: SwitchVariant): string => {
      const difference = of(variant)
      return difference === null ? '' : text(difference)
    }
  }
  return [
    { title: 'lost', text: show(({ lost }) => integer(lost)) },
    { title: 'gained', text: show(({ gained }) => integer(gained)) },
    { title: 'points', text: show(({ difference }) => pointsNumber(difference)) },
    { title: '95 % interval', drop: 3, text: show(({ interval }) => pointsInterval(interval)) },
    { title: 'p', drop: 2, text: show(({ p }) => pValue(p)) },
    { title: 'p (Holm)', drop: 4, text: show(({ pHolm }) => pValue(pHolm)) },
  ]
}

/** The bound is a loss; a variant that is certainly better has none. One that rounds to the margin gets another digit. */
function lossBound(bound: number, margin: number): string {
  if (bound <= 0) return 'no loss'
  const text = pointsSize(bound)
  return text === pointsSize(margin) ? `${signed(100 * bound, 2).slice(1)} points` : text
}

/** What the tables have in common, in parts. */
export function settingsText({ dataset, settings, variants }: SwitchesRecord): string[] {
  const machines = new Set(variants.flatMap(({ machine }) => machine ?? []))
  return [
    ...(dataset === null ? [] : [`${dataset.path}`, `${integer(dataset.examples)} examples`]),
    ...(settings === null
      ? []
      : [`template ${settings.template}`, `at most ${integer(settings.maxNewTokens)} tokens`]),
    ...(machines.size === 1 ? [...machines] : []),
  ]
}

/** How to read the tables. */
export function notesOf(record: SwitchesRecord): string[] {
  const { differences, nonInferiorityAlpha, reference } = record
  if (reference === null || differences === 0) return []
  const level = Number((100 * nonInferiorityAlpha).toPrecision(2))
  return [
    `Points are the paired difference of JSONExact (lenient), intervals are 95 %, p is two-sided McNemar mid-p, after Holm over ${integer(differences)} ${differences === 1 ? 'difference' : 'differences'}.`,
    `Non-inferior: the upper bound of the loss is below the margin (one-sided, ${level} %). "Not shown" does not mean worse.`,
  ]
}

import {
  duration,
  f1,
  f1Interval,
  integer,
  millisecondsPerToken,
  NOT_MEASURED_WORDS,
  percent,
  percentInterval,
} from '../../../plugin/core/format.ts'
import { ERROR_CLASSES } from '../../../plugin/records/error-class.ts'
import { metricLabel, OWN_METRIC } from '../../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type ModeRates, primaryRates, type Slice } from '../../../plugin/records/slice.ts'
import type { Analysis } from '../../analysis/index.ts'
import { costText } from '../cost-words.ts'
import { prefixCacheText, speculationText, throughputText, timingOrigin } from '../latency-words.ts'
import { type Block, table } from './blocks.ts'
import { markdownCode, markdownProse } from './markdown-text.ts'

const MAX_SLICES = 60
const MAX_PATHS = 15

/** The metrics in each mode, the primary one first. */
export function scoreBlocks({ totals, officialComparable }: RunReport): Block[] {
  const { lenient, strict, official, task, ownMetric } = totals
  const { comparable, reasons } = officialComparable
  const primary = task ?? lenient
  const others = [...(task === undefined ? [] : [lenient]), strict, official]
  const line = (title: string, show: (rates: ModeRates) => string, interval = '', bold = true): string[] => [
    title,
    bold ? `**${show(primary)}**` : show(primary),
    interval,
    ...others.map(show),
  ]
  return [
    table(
      [
        '',
        ...(task === undefined ? ['lenient', '95 % interval'] : ['task', '95 % interval', 'lenient']),
        'strict',
        'official',
      ],
      [
        line('JSONExact', ({ jsonExact }) => percent(jsonExact), percentInterval(primary.jsonExactInterval)),
        line('FieldF1', ({ fieldF1 }) => f1(fieldF1), f1Interval(primary.fieldF1Interval)),
        line('FieldF1, micro average', ({ fieldF1Micro }) => f1(fieldF1Micro), '', false),
        line(
          'schema compliance',
          ({ schemaCompliance }) => percent(schemaCompliance),
          percentInterval(primary.schemaComplianceInterval),
        ),
        line('JSON found', ({ parsed }) => percent(parsed)),
        ...(ownMetric === undefined
          ? []
          : [
              [
                metricLabel(OWN_METRIC),
                `**${f1(ownMetric.mean)}**`,
                f1Interval(ownMetric.interval),
                ...others.map(() => ''),
              ],
            ]),
      ],
    ),
    comparable
      ? 'The official figures are comparable with published tables.'
      : `The official figures are not comparable with published tables: ${reasons.map(markdownProse).join('; ')}.`,
  ]
}

/** By complexity, source, the dataset's own slices and schema. */
export function sliceBlocks({ byComplexity, bySource, bySchema, bySlice = {} }: RunReport): Block[] {
  const schemas = Object.entries(bySchema).sort(
    ([, a], [, b]) => (primaryRates(a).jsonExact ?? 2) - (primaryRates(b).jsonExact ?? 2),
  )
  return [
    ...sliceTable('complexity', Object.entries(byComplexity)),
    ...sliceTable('source', Object.entries(bySource)),
    ...Object.entries(bySlice).flatMap(([name, slices]) =>
      sliceTable(markdownCode(name, 80), Object.entries(slices)),
    ),
    ...sliceTable('schema', schemas),
  ]
}

function sliceTable(title: string, rows: readonly (readonly [string, Slice])[]): Block[] {
  // A single slice has the same figures as the totals.
  if (rows.length < 2) return []
  return [
    `### By ${title}`,
    table(
      [title, 'examples', 'no output', 'JSONExact', '95 % interval', 'FieldF1', 'schema'],
      rows.map(([key, slice]) => [
        markdownCode(key, 80),
        integer(slice.examples),
        integer(slice.failed),
        percent(primaryRates(slice).jsonExact),
        percentInterval(primaryRates(slice).jsonExactInterval),
        f1(primaryRates(slice).fieldF1),
        percent(primaryRates(slice).schemaCompliance),
      ]),
      { most: MAX_SLICES },
    ),
  ]
}

/** Misses by class, and the fields with the most errors. */
export function errorBlocks(report: RunReport, { byComplexity, paths, types }: Analysis): Block[] {
  const classes = ERROR_CLASSES.filter((name) => report.errorClasses[name] > 0)
  const rows = byComplexity.slice(0, MAX_SLICES)
  if (classes.length === 0) return []
  return [
    '### Misses by class',
    table(
      ['', ...classes],
      [
        ...rows.map(({ key, scored, missed, classes: counts }) => [
          `${markdownCode(key, 80)} (${integer(missed)} of ${integer(scored)})`,
          ...classes.map((name) => integer(counts[name])),
        ]),
        ['**all**', ...classes.map((name) => `**${integer(report.errorClasses[name])}**`)],
      ],
    ),
    ...(paths.length > 0
      ? [
          '### Fields lost most',
          table(
            ['field', 'schema', 'outputs', 'how'],
            paths.map(({ path, schema, outputs, scored, kinds }) => [
              markdownCode(path, 120),
              markdownCode(schema, 80),
              `${integer(outputs)} of ${integer(scored)}`,
              kinds.map(({ kind, outputs: count }) => `${kind} ${integer(count)}`).join(', '),
            ]),
            { left: 4, most: MAX_PATHS },
          ),
        ]
      : []),
    ...(types.length > 0
      ? [
          '### Type confusions',
          table(
            ['expected', 'received', 'values', 'outputs'],
            types.map(({ expected, received, values, outputs }) => [
              expected,
              received,
              integer(values),
              integer(outputs),
            ]),
            { left: 2 },
          ),
        ]
      : []),
  ]
}

/** Model, dataset, machine, latency and throughput. */
export function runBlocks(report: RunReport): Block[] {
  const { model, machine, latency, fingerprint, dataset, tool, cost } = report
  const { totalMs, firstTokenMs, msPerToken, queueMs, speculation } = latency
  const origin = timingOrigin(latency)
  const cached = prefixCacheText(latency)
  return [
    '### Run',
    [
      `- model ${markdownCode(model.id, 120)}${model.dtype === null ? '' : ` ${markdownCode(model.dtype, 30)}`}, ` +
        `engine ${markdownCode(model.engine, 60)}, weights ${markdownCode(model.sha256?.slice(0, 16) ?? 'unknown', 16)}`,
      `- dataset ${markdownCode(dataset.path, 200)}, ${integer(dataset.examples)} examples, ${markdownCode(dataset.sha256, 16)}`,
      `- machine ${markdownCode(machine.label, 120)}, ${integer(machine.cores)} cores`,
      `- at most ${integer(fingerprint.maxNewTokens)} new tokens, template ${markdownCode(fingerprint.template, 60)}, stop criterion ${fingerprint.stop}`,
      `- latency of a sequence${origin === null ? '' : ` (${origin})`}: p50 ${duration(totalMs?.p50 ?? null)}, p90 ${duration(totalMs?.p90 ?? null)}, p95 ${duration(totalMs?.p95 ?? null)}; ` +
        `first token ${duration(firstTokenMs?.p50 ?? null)}, ${millisecondsPerToken(msPerToken?.p50 ?? null)}, ` +
        `queue p50 ${duration(queueMs?.p50 ?? null)}${speculation ? `; ${speculationText(speculation)}` : ''}${cached === null ? '' : `; ${cached}`}`,
      `- throughput: ${throughputText(latency) ?? NOT_MEASURED_WORDS}`,
      ...(cost === undefined ? [] : [`- cost: ${markdownProse(costText(cost).slice(0, 300))}`]),
      `- ${markdownProse(`${tool.name} ${tool.version}, ${report.createdAt}`.slice(0, 200))}`,
    ].join('\n'),
  ]
}

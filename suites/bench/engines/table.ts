import { markdownTable, number, oneLine, percent, QUIET, times } from '../shared/markdown-table.ts'
import { compare, type Spread, summarise } from './compare.ts'
import type { BenchFile, Contender, Group, Machine } from './results.ts'
import { fp32Share, roofline } from './roofline.ts'

/** Figures of one group as Markdown: who needed what, how many times as fast ours is, and what could not be run. */
export function groupTables(group: Group): string {
  const { contenders, datasetExamples: all } = group
  const ours = contenders.find(({ kind }) => kind === 'ours')
  const gaps = contenders.filter(({ missing }) => missing !== null)
  return [
    `${setting(group)}`,
    ...noise(contenders),
    contenderTable(contenders, ours, all),
    ...ratioTable(contenders, all),
    ...gaps.map(
      ({ name, slices, missing }) =>
        `${slices.length === 0 ? 'Not measured' : 'Not measured to the end'}: ${name} (${oneLine(missing ?? '')}).`,
    ),
    ...notes(contenders, all),
  ].join('\n\n')
}

/** The maximum of the machine, next to the values that were measured on it. */
export function machineTable({ groups }: BenchFile, machine: Machine): string {
  const own = groups.filter(({ cpu = machine.cpu }) => cpu === machine.cpu)
  const rows = own.map((group) => {
    const bound = roofline(group, machine)
    const named = (name: string): Contender | undefined => group.contenders.find((each) => each.name === name)
    const speed = (name: string): string => {
      const contender = named(name)
      return number(contender === undefined ? null : summarise(contender).tokensPerSecond, 0)
    }
    const share = (name: string): string => {
      const contender = named(name)
      return percent(contender === undefined ? null : fp32Share(contender, group, machine))
    }
    return [
      group.name,
      number(group.weightBytes === null ? null : group.weightBytes / 1e6, 0),
      number(bound.readTokensPerSecond, 0),
      speed('ours, one at a time'),
      number(bound.fp32TokensPerSecond, 0),
      number(bound.int8TokensPerSecond, 0),
      speed('ours'),
      share('ours'),
      share('transformers.js'),
    ]
  })
  return [
    `Measured here with ${machine.threads} threads of onnxruntime-node: ${machine.readGBps.toFixed(1)} GB/s of weights read, ` +
      `${machine.fp32Gops.toFixed(0)} billion operations a second with floats, ${machine.int8Gops.toFixed(0)} with bytes ` +
      `(${machine.cpu}, load average ${machine.loadAverage.toFixed(1)} before).` +
      (own.length < groups.length ? ' What was measured on another CPU is left out.' : ''),
    markdownTable(
      [
        'weights',
        'MB',
        'tokens/s if every token reads them once',
        'ours, one at a time',
        'tokens/s if only fp32 arithmetic counts',
        'bytes',
        'ours',
        'ours, share of fp32 arithmetic, prompts included',
        'transformers.js, the same share',
      ],
      rows,
    ),
  ].join('\n\n')
}

function setting(group: Group): string {
  const stop =
    group.stop === 'eos'
      ? `at most ${group.maxNewTokens} tokens or the model's end token`
      : `${group.maxNewTokens} tokens each, the end token ignored`
  return (
    `${group.examples} of ${group.datasetExamples} examples of ${group.dataset} (${group.shortest === true ? 'the shortest prompts, ' : ''}seed ${group.seed}), ${stop}, ${group.threads} threads${group.cpu === undefined ? '' : ` of ${oneLine(group.cpu)}`}; ` +
    `${group.started.slice(0, 16).replace('T', ' ')} UTC, commit ${group.commit ?? 'unknown'}, ` +
    `load average before: ${group.loadAverage.toFixed(1)}.`
  )
}

function noise(contenders: readonly Contender[]): string[] {
  const loud = contenders.filter((contender) => (summarise(contender).disturbed ?? 0) > QUIET)
  if (loud.length === 0) return []
  return [
    `**The machine was busy**: other processes had more than ${percent(QUIET)} of the processors in a slice of ` +
      `${loud.map(({ name }) => name).join(', ')}. These figures say little; measure again when it is quiet.`,
  ]
}

function contenderTable(contenders: readonly Contender[], ours: Contender | undefined, all: number): string {
  const rows = contenders
    .filter(({ slices }) => slices.length > 0)
    .map((contender) => {
      const summary = summarise(contender)
      const ratio = ours === undefined || contender === ours ? null : compare(ours, contender, all)
      return [
        contender.name,
        contender.numerics ?? 'n/a',
        String(summary.answered),
        number(summary.loadSeconds, 1),
        number(summary.seconds, 1),
        number(summary.cpuSeconds, 1),
        String(summary.tokensOut),
        number(summary.tokensPerSecond, 0),
        spread(summary.firstTokenMs, 0),
        spread(summary.msPerToken, 1),
        number(contender.peakMiB, 0),
        `${percent(summary.exactOfficial)} / ${percent(summary.exactLenient)}`,
        ratio === null ? '' : percent(ratio.sameText),
        percent(summary.disturbed),
      ]
    })
  return markdownTable(
    [
      'contender',
      'numerics',
      'examples',
      'loading s',
      'generating s',
      'CPU time s',
      'tokens',
      'tokens/s',
      'first token ms p50 / p90 / p95',
      'ms/token p50 / p90 / p95',
      'memory MiB',
      'JSONExact official / lenient',
      'same text as ours',
      'CPU contention, at most',
    ],
    rows,
  )
}

/** Rows: who is compared with; columns: our engine's ways. */
function ratioTable(contenders: readonly Contender[], all: number): string[] {
  const ways = contenders.filter(({ kind, slices }) => kind !== 'peer' && slices.length > 0)
  const peers = contenders.filter(({ kind, slices }) => kind === 'peer' && slices.length > 0)
  if (peers.length === 0) return []
  const rows = peers.flatMap((peer) => {
    const ratios = ways.map((way) => compare(way, peer, all))
    return [
      [`${peer.name}: wall time, loading included`, ...ratios.map((ratio) => times(ratio?.wall))],
      [
        `${peer.name}: the same for all ${all} examples, estimated`,
        ...ratios.map((ratio) => times(ratio?.wallOfAll)),
      ],
      [`${peer.name}: tokens/s`, ...ratios.map((ratio) => times(ratio?.tokens))],
      [`${peer.name}: CPU time`, ...ratios.map((ratio) => times(ratio?.cpu))],
      [
        `${peer.name}: generating, slice by slice`,
        ...ratios.map((ratio) =>
          ratio === null ? '–' : `${ratio.sliceLow.toFixed(1)} to ${ratio.sliceHigh.toFixed(1)}`,
        ),
      ],
    ]
  })
  return [
    'How many times as fast as … (above 1: ours is faster; only slices that both answered):',
    markdownTable(['', ...ways.map(({ name }) => name)], rows),
  ]
}

/** What our default answers right that another does not, and the other way round. */
function notes(contenders: readonly Contender[], all: number): string[] {
  const ours = contenders.find(({ kind }) => kind === 'ours')
  if (ours === undefined) return []
  return contenders.flatMap((contender) => {
    const ratio = contender === ours ? null : compare(ours, contender, all)
    if (ratio === null || ratio.lost + ratio.gained === 0) return []
    return [
      `Against ${contender.name}, ours has ${ratio.gained} more and ${ratio.lost} fewer exact answers of ${ratio.examples}.`,
    ]
  })
}

function spread({ p50, p90, p95 }: Spread, digits: number): string {
  return [p50, p90, p95].map((value) => number(value, digits)).join(' / ')
}

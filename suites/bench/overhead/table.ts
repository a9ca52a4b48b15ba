import { markdownTable, number, oneLine, percent, QUIET, times } from '../shared/markdown-table.ts'
import { LOOP, OURS, contenders as plans } from './contenders.ts'
import type { CountResult, Measurement, OverheadFile } from './results.ts'

/** All figures as Markdown: what each contender needed, what could not be measured, and what the time buys. */
export function overheadTables(file: OverheadFile): string {
  return [
    ['```sh', file.command, '```'].join('\n'),
    setting(file),
    ...noise(file),
    markdownTable(
      [
        'examples, contender',
        'seconds',
        'ms/example over the loop',
        'times ours',
        'CPU time s',
        'memory MiB',
        'CPU contention, at most',
      ],
      file.counts.flatMap(rows),
    ),
    ...gaps(file),
    'What that time buys:',
    plans()
      .map(({ name, does }) => `- **${name}** ${does}`)
      .join('\n'),
  ].join('\n\n')
}

function setting({ runs, node, cpu, started, commit, loadAverage, counts }: OverheadFile): string {
  const versions = (counts[0]?.contenders ?? [])
    .filter(({ version }) => version !== null)
    .map(({ name, version }) => `${name} ${version}`)
  return (
    `${runs === 1 ? 'One run of each' : `Medians of ${runs} runs`} in turns on Node.js ${node} (${cpu}): ${versions.join(', ')}; ` +
    `${started.slice(0, 16).replace('T', ' ')} UTC, commit ${commit ?? 'unknown'}, load average before: ${loadAverage.toFixed(1)}.`
  )
}

function noise({ counts }: OverheadFile): string[] {
  const loud = counts.flatMap(({ contenders }) =>
    contenders.filter(({ disturbed }) => (disturbed ?? 0) > QUIET).map(({ name }) => name),
  )
  if (loud.length === 0) return []
  return [
    `**The machine was busy**: other processes had more than ${percent(QUIET)} of the processors in a run of ` +
      `${[...new Set(loud)].join(', ')}. The times say little; measure again when it is quiet.`,
  ]
}

function rows({ examples, contenders }: CountResult): string[][] {
  const loop = contenders.find(({ name }) => name === LOOP)?.seconds ?? null
  const ours = contenders.find(({ name }) => name === OURS)?.seconds ?? null
  return contenders.map(({ name, seconds, cpuSeconds, peakMiB, disturbed, missing }) => [
    `${examples.toLocaleString('en')}, ${name}`,
    number(seconds, 2),
    name === LOOP ? '' : number(overMs(seconds, loop, examples), 3),
    name === OURS ? '' : times(seconds === null || ours === null ? null : seconds / ours),
    number(cpuSeconds, 1),
    // What a run that was cut off had until then is at least what it needs.
    `${missing !== null && peakMiB !== null ? 'above ' : ''}${number(peakMiB, 0)}`,
    percent(disturbed),
  ])
}

/** Milliseconds for each example beyond what the loop takes. */
export function overMs(seconds: number | null, loop: number | null, examples: number): number | null {
  return seconds === null || loop === null ? null : ((seconds - loop) * 1000) / examples
}

function gaps({ counts }: OverheadFile): string[] {
  return counts.flatMap(({ examples, contenders }) =>
    contenders
      .filter((each): each is Measurement & { missing: string } => each.missing !== null)
      .map(
        ({ name, missing }) =>
          `Not measured: ${name} with ${examples.toLocaleString('en')} examples (${oneLine(missing)}).`,
      ),
  )
}

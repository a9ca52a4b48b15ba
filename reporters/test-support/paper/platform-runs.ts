import type { Energy } from '../../../plugin/records/energy.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { type RunView, viewRuns } from '../../paper/run-view.ts'
import { machine } from '../run-meta.ts'
import { type SampleRun, sampleRun } from './paper-input.ts'

const energy: Energy = {
  probe: 'rapl',
  scope: '1 CPU package',
  reason: null,
  examples: 20,
  exact: 16,
  tokensOut: 800,
  seconds: 20,
  idleWatts: 1,
  gross: { joules: 40, perExample: 2, perToken: 0.05, perExact: 2.5 },
  net: { joules: 20, perExample: 1, perToken: 0.025, perExact: 1.25 },
}

const nano = (run: SampleRun): LoadedReport =>
  sampleRun({ name: 'nano', fate: (line) => (line % 6 === 0 ? 'omission' : 'exact'), ...run })

const generation = (report: LoadedReport, wallMs: number): LoadedReport => ({
  ...report,
  latency: {
    ...report.latency,
    tokensPerSecond: 3_000_000 / wallMs,
    generation: { startedAt: 'a', endedAt: 'b', wallMs, completions: 60, tokensOut: 3_000, shards: 1 },
  },
})

/** One model in two runtimes of a laptop, on a board and on an emulated board; energy and memory of the first two. */
export function platformRuns(): RunView[] {
  const ours = { ...nano({ machine: 'laptop', slower: 0.1 }), peakMemoryBytes: 300 * 2 ** 20, energy }
  const theirs = {
    ...nano({
      machine: 'laptop',
      model: { engine: 'transformers.js', device: 'cpu' },
      slower: 0.4,
      // One example is lost, one is gained, one has another text.
      fate: (line) => (line === 2 || (line % 6 === 0 && line !== 6) ? 'omission' : 'exact'),
      change: ({ line, completion }) =>
        line === 3 && completion !== null ? { completion: { ...completion, text: '{}' } } : {},
    }),
    peakMemoryBytes: 250 * 2 ** 20,
    energy: { ...energy, gross: { joules: 80, perExample: 4, perToken: 0.1, perExact: 5 }, net: null },
  }
  const board = nano({ machine: 'pi5' })
  // The fastest times of all, which no machine has.
  const emulated = nano({ machine: 'arm64', slower: 0.001 })
  return viewRuns([
    generation(ours, 6_000),
    generation(theirs, 60_000),
    board,
    { ...emulated, machine: { ...machine, label: 'arm64', emulatedOn: 'x86_64' } },
  ])
}

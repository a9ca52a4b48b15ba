import type { ModelInfo } from '../../../plugin/records/model-info.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import type { PaperInput } from '../../paper/paper-input.ts'
import type { Published } from '../../paper/published.ts'
import type { RunAnnotations } from '../../paper/run-annotations.ts'
import { type RunView, viewRuns } from '../../paper/run-view.ts'
import { type Answers, collected, type Fate, report } from '../benchmark.ts'
import { machine, model } from '../run-meta.ts'

export interface SampleRun {
  readonly name?: string
  readonly model?: Partial<ModelInfo>
  readonly machine?: string
  readonly examples?: number
  readonly fate?: (line: number) => Fate
  readonly change?: Answers['change']
  readonly replayed?: boolean
  /** Multiplies every time. */
  readonly slower?: number
}

/** A complete run through the real gate. */
export function sampleRun(run: SampleRun = {}): LoadedReport {
  const { slower = 1, replayed = false, change = () => ({}) } = run
  const made = collected({
    examples: run.examples ?? 60,
    fate: run.fate ?? ((line) => (line % 3 === 0 ? 'omission' : 'exact')),
    change: (record) => {
      const { completion } = record
      if (completion === null) return change(record)
      const { timings } = completion
      const times = (ms: number | null): number | null => (ms === null ? null : ms * slower)
      return {
        completion: {
          ...completion,
          replayed,
          timings: {
            ...timings,
            firstTokenMs: times(timings.firstTokenMs),
            decodeMs: times(timings.decodeMs),
            totalMs: times(timings.totalMs),
          },
        },
        ...change(record),
      }
    },
    meta: {
      name: run.name ?? 'edgejson',
      model: { ...model, ...run.model },
      machine: { ...machine, label: run.machine ?? machine.label },
      replayed,
    },
  })
  return report(made)
}

export function sampleViews(
  runs: readonly SampleRun[],
  meta: Readonly<Record<string, RunAnnotations>> = {},
): RunView[] {
  return viewRuns(runs.map(sampleRun), new Map(Object.entries(meta)))
}

/** An input with nothing in it but what is given. */
export function paperInput(change: Partial<PaperInput> = {}): PaperInput {
  return {
    runs: [],
    datasets: [],
    measure: { expectedText: (value) => JSON.stringify(value), leaves: () => 1, tokens: null },
    trainings: [],
    hyperparameters: [],
    architecture: null,
    published: null,
    ...change,
  }
}

export const published: Published = {
  kind: 'edgejson-published',
  version: 1,
  source: 'A paper & its authors',
  examples: 158,
  notes: { results: 'Other examples.', byComplexity: 'Fewer examples.', errors: 'Other classes.' },
  results: [
    {
      model: 'Theirs-360M',
      parameters: 360_000_000,
      family: null,
      jsonExact: 0.551,
      fieldF1: 0.78,
      schemaCompliance: 0.797,
      byComplexity: { simple: 0.789, medium: 0.514, complex: 0.04 },
    },
  ],
  hyperparameters: [{ model: 'Theirs-360M', values: { 'LoRA rank': 32, schedule: 'cosine' } }],
  ablations: [{ model: 'Theirs-135M', trainExamples: 157, loraRank: 16, jsonExact: 0.162 }],
  errors: [{ model: 'Theirs-360M', shares: { omission: 0.42, wrong_type: 0.24 } }],
  speed: [{ model: 'Theirs-135M', machine: 'a CPU', tokensPerSecond: 20 }],
}

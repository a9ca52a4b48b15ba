import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { templateFingerprint } from '../dataset/index.ts'
import { openRecording, type RecordingSession } from '../engines/index.ts'
import {
  type DatasetSettings,
  type Engine,
  EXTRACTION_VERSION,
  errorMessage,
  type Fingerprint,
  METRIC_VERSION,
  type ModuleSpec,
  type ProjectSettings,
  type RunMeta,
} from '../model/index.ts'
import { sharedEngine } from './engine-host.ts'
import { describeMachine } from './machine.ts'

/** The engine of one test module while its tests run, and what the reporter is told of it. */
export class RunSession {
  readonly dataset: DatasetSettings
  readonly fingerprint: Fingerprint
  readonly #settings: ProjectSettings
  readonly #spec: ModuleSpec
  #engine: Engine | null = null
  #recording: RecordingSession | null = null
  #failure: string | null = null

  constructor(settings: ProjectSettings, spec: ModuleSpec) {
    const dataset = settings.datasets[spec.dataset]
    if (dataset === undefined) throw new RangeError(`there is no dataset ${spec.dataset}`)
    this.dataset = dataset
    this.fingerprint = {
      datasetSha256: spec.sha256,
      ...templateFingerprint(settings.template),
      maxNewTokens: settings.maxNewTokens,
      stop: settings.stop,
      extractionVersion: EXTRACTION_VERSION,
      metricVersion: METRIC_VERSION,
    }
    this.#settings = settings
    this.#spec = spec
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Error('the engine was asked before it was loaded')
    return this.#engine
  }

  /** Loads the engine. `whole`: no test of the module is filtered out, so that recording makes sense. */
  async open(whole: boolean): Promise<void> {
    try {
      const engine = await sharedEngine(this.#settings)
      if (whole && !engine.replay && this.#settings.record) {
        const base = path.join(this.dataset.outputDir, this.#recordingName())
        mkdirSync(this.dataset.outputDir, { recursive: true })
        const files = { partialFile: `${base}.partial.jsonl`, finalFile: `${base}.jsonl` }
        this.#recording = await openRecording({ engine, ...files })
      }
      this.#engine = this.#recording?.engine ?? engine
    } catch (error) {
      this.#failure = errorMessage(error)
      throw error
    }
  }

  /** `complete`: every example has its answer, so the recording is whole and the next run starts afresh. */
  async close(complete: boolean): Promise<void> {
    if (complete) await this.#recording?.finish()
  }

  /** Some of it changes while tests run; the last reading counts. */
  runMeta(): RunMeta {
    const { name, limit, machine, concurrency } = this.#settings
    const { name: datasetName, path: datasetPath } = this.dataset
    const { sha256, examples, part } = this.#spec
    return {
      version: 1,
      name,
      dataset: { name: datasetName, path: datasetPath, sha256, examples },
      part,
      limit: limit !== null && limit < examples ? limit : null,
      model: this.#engine?.model ?? null,
      fingerprint: this.fingerprint,
      machine: describeMachine(machine),
      replayed: this.#engine?.replay ?? false,
      concurrency,
      resumed: this.#recording?.resumed ?? 0,
      notes: [...(this.#engine?.notes ?? []), ...(this.#recording?.notes ?? [])],
      failure: this.#failure,
    }
  }

  /** A limited run and each shard keep a recording of their own, so that a full run's is never lost to them. */
  #recordingName(): string {
    const { limit } = this.#settings
    const limited = limit === null ? '' : `.first-${limit}`
    const part = this.#spec.part === null ? '' : `.part-${this.#spec.part[0]}-${this.#spec.part[1]}`
    return `answers${limited}${part}`
  }
}

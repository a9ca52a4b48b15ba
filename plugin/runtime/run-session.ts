import os from 'node:os'
import path from 'node:path'
import { cpuModel, emulatedOn } from '../core/cpu.ts'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { type PromptTemplate, promptPattern, templateFingerprint } from '../dataset/index.ts'
import { openRecording, type RecordingSession } from '../engines/index.ts'
import { reasoningName } from '../extraction/reasoning.ts'
import { baselineLookup } from '../gate/baseline/match-examples.ts'
import { readReference } from '../gate/baseline/read-reference.ts'
import { incomparable } from '../gate/fingerprint.ts'
import type { BaselineSource } from '../records/baseline-source.ts'
import type { ConstraintRecord } from '../records/constraint.ts'
import { type EnergyRecord, energySkipped } from '../records/energy.ts'
import type { Engine } from '../records/engine.ts'
import type { Fingerprint } from '../records/fingerprint.ts'
import type { LatencyRecord } from '../records/latency.ts'
import type { Machine } from '../records/machine.ts'
import type { ModuleSpec } from '../records/module-spec.ts'
import { type DatasetSettings, DEFAULT_SAMPLE, type ProjectSettings } from '../records/project-settings.ts'
import { boundedPrompt, type PromptRecord, promptRecord } from '../records/prompt-record.ts'
import type { RunMeta } from '../records/run-meta.ts'
import { EXTRACTION_VERSION, METRIC_VERSION } from '../records/scores.ts'
import type { Throttling } from '../records/throttling.ts'
import { rulesHash } from '../scoring/rules/load-scoring.ts'
import { constraintNote } from './check-run-constraint.ts'
import type { DatasetLines } from './dataset-lines.ts'
import { sharedEngine } from './engine-host.ts'
import { GenerationClock } from './generation-clock.ts'
import { latencySkipped, measureSample, type SampleSource } from './measure-latency.ts'
import { samplingOf } from './sampling.ts'
import { readThrottling, type ThrottleReading, throttlingNotes, throttlingOf } from './throttling.ts'

/** The engine of one test module while its tests run, and what the reporter learns about it. */
export class RunSession {
  readonly dataset: DatasetSettings
  readonly #sampling: string | null
  readonly #fingerprint: Fingerprint
  readonly #settings: ProjectSettings
  readonly #spec: ModuleSpec
  readonly #template: PromptTemplate
  #engine: Engine | null = null
  /** The engine itself, without a recording in front of it. */
  #live: Engine | null = null
  #clock: GenerationClock | null = null
  #recording: RecordingSession | null = null
  #latency: LatencyRecord | null = null
  #energy: EnergyRecord | null = null
  #throttlingBefore: ThrottleReading | null = null
  #throttling: Throttling | null = null
  #whole = true
  #failure: string | null = null
  readonly #notes: string[] = []
  #constraint: ConstraintRecord | null = null

  constructor(settings: ProjectSettings, spec: ModuleSpec, template: PromptTemplate) {
    const dataset = settings.datasets[spec.dataset]
    if (dataset === undefined) throw new RangeError(`there is no dataset ${spec.dataset}`)
    this.dataset = dataset
    this.#sampling = samplingOf(settings)
    this.#fingerprint = {
      ...templateFingerprint(template, { system: settings.system, shots: spec.shots }),
      maxNewTokens: settings.maxNewTokens,
      stop: settings.stop,
      reasoning: reasoningName(settings.reasoning ?? undefined),
      ...(settings.repeats === 1 ? {} : { repeats: settings.repeats }),
      extractionVersion: EXTRACTION_VERSION,
      metricVersion: METRIC_VERSION,
      ...(settings.scoring === null ? {} : { scoringRules: rulesHash(settings.scoring) }),
    }
    this.#settings = settings
    this.#template = template
    this.#spec = spec
  }

  /** Once the engine is loaded: a replay is sampled as its recording was. */
  get fingerprint(): Fingerprint {
    const sampling = this.#live?.replay ? (this.#live.sampling ?? null) : this.#sampling
    return sampling === null ? this.#fingerprint : { ...this.#fingerprint, sampling }
  }

  /** The rendered prompt of an example with `{prompt}` in place of its text; null where prompts have no such pattern. */
  get pattern(): PromptRecord | null {
    const { system } = this.#settings
    const pattern = promptPattern(this.#template, { system, shots: this.#spec.shots })
    const record = pattern === null ? null : promptRecord(pattern)
    // A pattern that is shortened would give other prompts.
    return record === null || boundedPrompt(record) !== record ? null : record
  }

  get engine(): Engine {
    if (this.#engine === null) throw new Error('the engine was used before it was loaded')
    return this.#engine
  }

  /**
   * Loads the engine. `whole`: no test of the module is filtered out, so that recording makes sense.
   * @param prepare what must be in order before a model is loaded; returns notes for the report
   */
  async open(whole: boolean, prepare: () => Promise<readonly string[]>): Promise<void> {
    this.#whole = whole
    try {
      this.#notes.push(...(await prepare()))
      const loaded = await sharedEngine(this.#settings)
      refuseCopies(loaded, this.#settings)
      this.#live = loaded
      this.#clock = new GenerationClock(loaded)
      const { engine } = this.#clock
      const { record, runId } = this.#settings
      if (whole && !engine.replay && record !== false) {
        const finalFile = path.join(this.dataset.outputDir, `${this.#recordingName()}.jsonl`)
        const engineOptions = this.#settings.engine
        const resume = record === 'resume'
        const sampling = this.#sampling
        this.#recording = await openRecording({ engine, finalFile, engineOptions, sampling, resume, runId })
      }
      this.#engine = this.#recording?.engine ?? engine
      if (!engine.replay) this.#throttlingBefore = await readThrottling()
    } catch (error) {
      this.#failure = errorMessage(error)
      throw error
    }
  }

  /**
   * Constrains the requests of this module where the loaded engine constrains outputs.
   *
   * @param checked what was found before the engine was loaded; null where the option `constrain` is not set
   */
  constrain(checked: ConstraintRecord | null, lines: DatasetLines): void {
    if (checked === null || this.#live === null) return
    // The option may have been written for another engine, see `modelFromEnv`.
    if (this.#live.replay || (this.#live.model.constraint ?? null) === null) {
      if (!this.#live.replay)
        this.#notes.push('the engine does not constrain outputs: the option constrain has no effect')
      return
    }
    this.#constraint = checked
    this.#notes.push(constraintNote(checked))
    lines.constraint = checked
  }

  /**
   * `complete`: the recording is complete and the next run starts without it; otherwise its completions are
   * kept for the next run.
   */
  async close(complete: boolean): Promise<void> {
    try {
      await (complete ? this.#recording?.finish() : this.#recording?.leave())
    } catch (error) {
      // Every completion is scored by now: only the recording is lost, not the verdict.
      if (!(error instanceof EdgejsonError)) throw error
      this.#notes.push(`the completions of this run are not recorded: ${error.text}`)
    }
  }

  /**
   * Measures the sample of the latency baseline and its energy, where the project wants it and this run is suitable.
   *
   * @param unanswered examples that have no output
   */
  async measureSample(examples: () => readonly SampleSource[], unanswered: number): Promise<void> {
    const { latency, energy, root } = this.#settings
    if (latency === null && energy === null) return
    const unfit = this.#whyNotMeasured(unanswered)
    const untimed = unfit ?? (latency?.machine === null ? 'this machine has no label' : null)
    if (latency !== null && untimed !== null) this.#latency = latencySkipped(untimed)
    if (energy !== null && unfit !== null) this.#energy = energySkipped(energy, unfit)
    if (this.#live === null || unfit !== null || (energy === null && untimed !== null)) return
    const meter = energy === null ? null : { ...energy, folder: root }
    const measured = await measureSample(this.#live, examples(), latency ?? DEFAULT_SAMPLE, meter)
    if (latency !== null && untimed === null) this.#latency = measured.latency
    this.#energy = measured.energy
  }

  /** Reads what the machine says of its clock, after the last request. */
  async readMachine(): Promise<void> {
    if (this.#throttlingBefore === null) return
    this.#throttling = throttlingOf(this.#throttlingBefore, await readThrottling())
    if (this.#throttling !== null) this.#notes.push(...throttlingNotes(this.#throttling))
  }

  #whyNotMeasured(unanswered: number): string | null {
    const { limit } = this.#settings
    const { part, examples } = this.#spec
    if (this.#live === null) return 'the engine was not loaded'
    if (this.#live.replay) return 'replayed, no model ran'
    if (part !== null) return 'sharded: a sample needs one machine'
    if (limit !== null && limit < examples) return `limited to the first ${limit}`
    if (!this.#whole) return 'filtered'
    return unanswered === 0 ? null : `${unanswered} of ${examples} examples have no output`
  }

  /** Some of it changes while tests run; the last call counts. */
  runMeta(): RunMeta {
    const { name, limit, machine, concurrency, fields, schema, texts } = this.#settings
    const { name: datasetName, path: datasetPath } = this.dataset
    const { sha256, schemasSha256, examples, part, shard } = this.#spec
    return {
      version: 1,
      name,
      dataset: { name: datasetName, path: datasetPath, sha256, examples },
      fields,
      ...(schema === null ? {} : { schema }),
      ...(texts === 'all' ? {} : { texts: texts === 'none' ? 'withheld' : 'redacted' }),
      schemasSha256,
      part,
      shard,
      filtered: !this.#whole,
      limit: limit !== null && limit < examples ? limit : null,
      model: this.#engine?.model ?? null,
      fingerprint: this.fingerprint,
      machine: describeMachine(machine),
      replayed: this.#engine?.replay ?? false,
      concurrency,
      ...this.#peakMemory(),
      generation: [this.#clock?.span ?? null].filter((span) => span !== null),
      resumed: this.#recording?.resumed ?? 0,
      ...(this.#settings.scoring === null ? {} : { scoring: this.#settings.scoring }),
      ...(this.#constraint === null ? {} : { constraint: this.#constraint }),
      ...this.#promptPattern(),
      ...(this.#latency === null ? {} : { latency: this.#latency }),
      ...(this.#throttling === null ? {} : { throttling: this.#throttling }),
      ...(this.#energy === null ? {} : { energy: this.#energy }),
      notes: [
        ...this.#spec.notes,
        ...(this.#engine?.notes ?? []),
        ...(this.#recording?.notes ?? []),
        ...this.#notes,
      ],
      failure: this.#failure,
    }
  }

  /** Null where the engine could not say; absent where no model runs here. */
  #peakMemory(): Pick<RunMeta, 'peakMemoryBytes'> {
    const peak = this.#live?.peakMemoryBytes
    return peak === undefined ? {} : { peakMemoryBytes: peak() }
  }

  #promptPattern(): Pick<RunMeta, 'prompt'> {
    const pattern = this.pattern
    return pattern === null || this.#settings.texts !== 'all' ? {} : { prompt: pattern }
  }

  /** A limited run and each shard have their own recording, so that they never replace that of a full run. */
  #recordingName(): string {
    const { limit } = this.#settings
    const limited = limit === null ? '' : `.first-${limit}`
    const part = this.#spec.part === null ? '' : `.shard-${this.#spec.part[0]}-${this.#spec.part[1]}`
    return `answers${limited}${part}`
  }
}

/** Repeats of an engine that has one completion for a request would measure nothing and cost as much as others. */
function refuseCopies({ deterministic, model }: Engine, { repeats }: ProjectSettings): void {
  if (repeats === 1 || deterministic !== true) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `option repeats is ${repeats}, but the model ${quoted(model.id)} runs in an engine that decodes greedily and has the same output ` +
      'for a prompt every time. Leave repeats out, or name a model that samples: a server, a GGUF file with engine.temperature, or a module.',
  )
}

/** The machine of this process; `label` is the user's name for it, or CPU and platform. */
function describeMachine(label: string | null): Machine {
  const cpu = cpuModel()
  const emulated = emulatedOn()
  return {
    label: label ?? `${cpu}, ${os.platform()}-${os.arch()}`,
    cpu,
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    platform: os.platform(),
    arch: os.arch(),
    node: process.version,
    ...(emulated === null ? {} : { emulatedOn: emulated }),
  }
}

/** The baseline state of each example; null for all if there is no comparable baseline. */
export function baselineStates(
  file: string,
  source: BaselineSource | null,
  fingerprint: Fingerprint,
): ReturnType<typeof baselineLookup> {
  try {
    const { baseline } = readReference(file, source)
    if (baseline === null || incomparable(baseline.fingerprint, fingerprint).length > 0) return () => null
    return baselineLookup(baseline)
  } catch (error) {
    // The gate reads it again and makes the run invalid, with the reason. Here only the marks of the
    // tests do without it.
    if (error instanceof EdgejsonError) return () => null
    throw error
  }
}

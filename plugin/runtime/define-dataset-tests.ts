import '../matchers/index.ts'
import {
  afterAll,
  beforeAll,
  inject,
  type TaskMeta,
  type TestContext,
  type TestFunction,
  TestRunner,
  test,
} from 'vitest'
import { EdgejsonError } from '../core/errors.ts'
import { prepareDatasets, TemplateModule } from '../dataset/index.ts'
import { DEFAULT_GATE } from '../gate/input.ts'
import type { CaseMeta } from '../records/case.ts'
import type { ConstraintRecord } from '../records/constraint.ts'
import type { ModuleSpec, ModuleTable } from '../records/module-spec.ts'
import { type ProjectSettings, parseProjectSettings } from '../records/project-settings.ts'
import type { RunMeta } from '../records/run-meta.ts'
import { toAssertion } from './assertion.ts'
import { checkRunConstraint } from './check-run-constraint.ts'
import { DatasetLines, requestOf } from './dataset-lines.ts'
import { announcer } from './engine-host.ts'
import { EventLoopTurns } from './event-loop-turns.ts'
import type { SampleSource } from './measure-latency.ts'
import { PromptRecorder } from './prompt-recorder.ts'
import { redactionOf } from './redaction.ts'
import { type CaseEnvironment, failBrokenLine, runCase, withoutStack } from './run-case.ts'
import { baselineStates, RunSession } from './run-session.ts'

/** Every example of the dataset, with a function that renders its request. */
function sampleSources(
  lines: readonly number[],
  environment: CaseEnvironment | undefined,
): readonly SampleSource[] {
  if (environment === undefined) return []
  const { settings, lines: dataset } = environment
  return lines.map((line) => {
    const { id, complexity } = dataset.example(line)
    return { id, complexity, request: () => requestOf(dataset.example(line), settings, dataset) }
  })
}

function providedSettings(): ProjectSettings {
  try {
    return parseProjectSettings(inject('edgejson'))
  } catch (error) {
    throw withoutStack(error)
  }
}

/** What a generated module uses, see `literalModule` and `runModule`. */
export interface DatasetTests {
  /** The body of every test: runs the example on the line of the test. */
  readonly run: TestFunction
  /** Defines the tests, then calls `done`. */
  define(table: ModuleTable): void
  /**
   * After the last test: assigns the lines of the dataset to the tests, in order, and the engine to the
   * module.
   */
  done(lines: readonly number[]): void
}

/** Default exports of the modules of the user that a generated module imports; null where there is none. */
export interface UserModules {
  readonly assertion: unknown
  readonly redact: unknown
  readonly template: unknown
}

/**
 * Opens a dataset inside its generated test module. Nothing is loaded before tests run, so collecting is
 * fast.
 */
export function defineDatasetTests(spec: ModuleSpec, modules: UserModules): DatasetTests {
  const settings = providedSettings()
  const template =
    settings.templateModule === null
      ? settings.template
      : new TemplateModule(settings.template, settings.templateModule, modules.template)
  const session = new RunSession(settings, spec, template)
  let environment: CaseEnvironment | undefined
  let dataset: DatasetLines | undefined
  const linesOfDataset = (): DatasetLines => {
    dataset ??= new DatasetLines(session.dataset, settings, { template, shots: spec.shots })
    return dataset
  }
  const turns = new EventLoopTurns()
  /** Lines by their result; a line that Vitest ran again counts once. */
  const ran = new Set<number>()
  const answered = new Set<number>()
  let allowed = settings.gate.maxErrors ?? DEFAULT_GATE.maxErrors
  const tolerate = (): boolean => allowed-- > 0

  const run = async (context: TestContext): Promise<void> => {
    const line = context.task.location?.line ?? 0
    const problem = spec.problems[line]
    if (problem !== undefined) failBrokenLine(context, line, problem, { tolerate })
    environment ??= createEnvironment()
    await turns.next()
    if (context.task.concurrent !== true) release(context.task)
    ran.add(line)
    await runCase(context, line, environment, () => answered.add(line))
  }

  const createEnvironment = (): CaseEnvironment => {
    const redaction = redactionOf(settings.texts, modules.redact)
    return {
      settings,
      engine: session.engine,
      assertion: toAssertion(modules.assertion, settings.assertion),
      redaction,
      prompts: new PromptRecorder(session.pattern, redaction),
      announce: announcer(settings),
      tolerate,
      lines: linesOfDataset(),
      baselineOf: baselineStates(session.dataset.baselineFile, settings.baseline, session.fingerprint),
    }
  }

  /**
   * If tests run one after another, Vitest has sent the record of the last one by the time the next one runs.
   */
  let last: { meta: TaskMeta } | undefined
  const release = (current: { meta: TaskMeta }): void => {
    // A new object, because the old one may still be waiting to be sent.
    if (last !== undefined) last.meta = {}
    last = current
  }

  const done = (lines: readonly number[]): void => {
    const tasks = TestRunner.getCurrentSuite().tasks.filter((task) => task.type === 'test')
    for (const [index, task] of tasks.entries()) {
      task.location = { line: lines[index] as number, column: 1 }
      // Vitest passes `sequence.concurrent` of the root config to a worker and drops that of a project.
      if (settings.concurrency > 1) task.concurrent = true
    }
    const file = tasks[0]?.file
    if (file === undefined) return

    beforeAll(async () => {
      const chosen = tasks.filter(({ mode }) => mode !== 'skip' && mode !== 'todo').length
      try {
        await prepareDatasets([session.dataset.file, ...(settings.gold === null ? [] : [settings.gold.file])])
        toAssertion(modules.assertion, settings.assertion)
        redactionOf(settings.texts, modules.redact)
        if (template instanceof TemplateModule) template.check()
        let constraint: ConstraintRecord | null = null
        await session.open(chosen === tasks.length, async () => {
          await linesOfDataset().loadScoring(settings)
          const notes = linesOfDataset().compileSchemas(spec.schemaLines)
          const whole = lines.filter((line) => spec.problems[line] === undefined)
          constraint = await checkRunConstraint(settings, linesOfDataset(), whole)
          return notes
        })
        session.constrain(constraint, linesOfDataset())
      } catch (error) {
        // A stack trace of this package does not help a user; the cause keeps its own frames.
        throw error instanceof EdgejsonError ? withoutStack(error) : error
      } finally {
        file.meta.edgejson = session.runMeta()
      }
    })
    afterAll(async () => {
      // While a completion is missing the recording is incomplete, and the next run requests only that one. A
      // completion that may be missing (`maxErrors`) does not keep it incomplete for ever.
      const usable = tasks.length - Object.keys(spec.problems).length
      const tolerated = ran.size === usable ? (settings.gate.maxErrors ?? 0) : 0
      await session.close(answered.size > 0 && usable - answered.size <= tolerated)
      // Last, so that a run that is interrupted here already has its recording.
      await session.measureSample(() => sampleSources(lines, environment), tasks.length - answered.size)
      await session.readMachine()
      file.meta.edgejson = session.runMeta()
    })
  }

  return {
    run,
    define({ lines, names, tagSetOf, tagSets }) {
      for (const [index, name] of names.entries()) {
        test(name, { tags: [...(tagSets[tagSetOf[index] ?? 0] ?? [])] }, run)
      }
      done(lines)
    },
    done,
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    edgejson: ProjectSettings
  }

  interface TaskMeta {
    /** On a test: its {@link CaseMeta}. On a module: its {@link RunMeta}. */
    edgejson?: CaseMeta | RunMeta
  }
}

import type { TestContext } from 'vitest'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { printable, quoted, singleLine } from '../core/printable.ts'
import { redacted } from '../core/secrets.ts'
import { markOf } from '../gate/outcome/marks.ts'
import { type BaselineState, type CaseMeta, failedCase } from '../records/case.ts'
import { type CaseResult, isRight } from '../records/case-result.ts'
import type { Completion } from '../records/completion.ts'
import type { CompletionRequest, Engine } from '../records/engine.ts'
import { acceptableValues, type Example } from '../records/example.ts'
import type { ExampleHash } from '../records/example-hash.ts'
import { hasOutput } from '../records/finish-reason.ts'
import { resultNote } from '../records/miss-note.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
import { scoreBest, scoreCompliance } from '../scoring/index.ts'
import { isUnscored } from '../scoring/unscored.ts'
import { type Assertion, exactMatch } from './assertion.ts'
import { type DatasetLines, requestOf } from './dataset-lines.ts'
import type { PromptRecorder } from './prompt-recorder.ts'
import { type Redaction, redactedError } from './redaction.ts'
import { caseRepeats, requestRepeats, worstRepeat } from './repeats.ts'
import { type Complaint, complaintText, forgive, runAssertion } from './run-assertion.ts'

/** The environment that all tests of a module share. */
export interface CaseEnvironment {
  readonly settings: ProjectSettings
  readonly engine: Engine
  readonly assertion: Assertion
  readonly lines: DatasetLines
  /** Null where reports keep all texts. */
  readonly redaction: Redaction | null
  readonly prompts: PromptRecorder
  /** Reports to the watchdog what begins: only another thread can name an endless loop. */
  announce(activity: 'engine' | 'assertion', line: number): void
  /** Uses one of the infrastructure errors that `maxErrors` allows; false if none is left. */
  tolerate(): boolean
  baselineOf(example: { id: string; line: number; hash: ExampleHash | null }): BaselineState
}

/**
 * Runs one example from its prompt to its mark. The result is stored in `task.meta.edgejson` before anything
 * throws, so the reporter has the record whatever the mark is.
 */
export async function runCase(
  context: TestContext,
  line: number,
  environment: CaseEnvironment,
  onOutput: () => void,
): Promise<void> {
  const { settings, assertion, lines, redaction, prompts } = environment
  const example = lines.example(line)
  const hash = lines.hash(example)
  const baseline = environment.baselineOf({ id: example.id, line, hash })
  environment.announce('engine', line)
  const request = render(example, environment)
  const completions =
    request instanceof Error
      ? [failedCompletion(request)]
      : await requestRepeats(settings.repeats, (repeat) =>
          complete(context, repeat === 1 ? request : { ...request, repeat }, environment),
        )
  const judged = completions.map((each) => (hasOutput(each) ? judge(example, each, environment) : null))
  const at = worstRepeat(judged)
  const completion = completions[at] as Completion
  const repeats = settings.repeats === 1 ? undefined : caseRepeats(completions, judged, redaction)
  const base = {
    version: 1,
    id: example.id,
    line,
    hash,
    completion: redaction?.completion(completion) ?? completion,
    baseline,
    ...prompts.record(example, request instanceof Error ? null : request.prompt),
    ...(redaction === null ? {} : { texts: redaction.texts(example) }),
    ...(repeats === undefined ? {} : { repeats }),
  } as const
  const fail = (message: string): never => {
    const whole = singleLine(
      `${settings.repeats === 1 ? '' : `repeat ${at + 1} of ${settings.repeats}: `}${message}`,
    )
    const failure = redaction?.text(whole, 'message') ?? whole
    context.task.meta.edgejson = { ...base, state: 'failed', scores: null, assertion: null, failure }
    return infrastructureError(context, failure, environment)
  }

  if (!hasOutput(completion)) {
    const failure = completion.error?.message ?? completion.finishReason
    return fail(failure)
  }
  onOutput()

  const result = judged[at] ?? null
  if (result === null || typeof result === 'string') return fail(result ?? completion.finishReason)
  const right = isRight(result) === true
  const markOfMiss = markOf({ state: 'missed', baseline }, settings, {
    accepted: settings.perExample && settings.baseline === null && baseline === 'hit' && isUpdate(context),
    tolerated: false,
  })
  const red = markOfMiss === 'fail'
  // The default assertion holds exactly if the primary scores are exact. `context.expect` is created for every
  // test and would be the most expensive part of a replayed example, so the matcher runs only if its message
  // is shown. The matcher knows only the default reasoning markers and no scoring rules, and its message has the values: where
  // texts are redacted, a redacted note replaces it.
  const known =
    assertion === exactMatch &&
    (right ||
      !red ||
      result.scores === null ||
      settings.reasoning !== null ||
      lines.scoring.rules !== null ||
      redaction !== null)
  const shown = redaction === null ? result : redactedResult(result, redaction)
  let complaint: Complaint | null
  if (known)
    complaint = right
      ? null
      : {
          error: red ? failureWithoutStack(noteOf(shown, base, null)) : null,
          marked: false,
        }
  else {
    environment.announce('assertion', line)
    try {
      const limit = { timeoutMs: settings.codeTimeoutMs, file: settings.assertion }
      // The default assertion fails if and only if the worst repeat does.
      const subjects = assertion === exactMatch ? [completion] : completions
      complaint = null
      for (const each of subjects) {
        const given = { example, completion: each }
        // Copies: what the assertion changes must not end up in the report.
        const subject = assertion === exactMatch ? given : structuredClone(given)
        complaint ??= await runAssertion(assertion, context, subject, limit)
      }
    } catch (error) {
      return fail(errorMessage(error))
    }
  }
  const custom =
    assertion === exactMatch
      ? null
      : {
          passed: complaint === null,
          message: complaint === null ? null : messageOf(complaint, redaction),
        }
  const state: CaseMeta['state'] = complaint === null ? 'passed' : 'missed'
  context.task.meta.edgejson = { ...base, state, ...shown, assertion: custom, failure: null }
  if (complaint === null) return

  if (red) {
    if (redaction !== null && custom !== null) {
      forgive(context)
      throw redactedError(complaint.error, redaction)
    }
    if (complaint.marked) return
    throw custom === null ? withoutStack(complaint.error) : complaint.error
  }
  if (custom !== null) forgive(context)
  if (markOfMiss === 'skip') context.skip(noteOf(shown, base, custom?.message ?? null))
}

function messageOf(complaint: Complaint, redaction: Redaction | null): string {
  const message = redacted(complaintText(complaint))
  return redaction?.text(message, 'message') ?? message
}

/** With `-u` a lost example is accepted, as Vitest accepts a changed snapshot. */
function isUpdate({ expect }: TestContext): boolean {
  return expect.getState().snapshotState.snapshotUpdateState === 'all'
}

/** No result: a failed test, or, within `maxErrors`, a skipped one with the reason. */
function infrastructureError(
  context: TestContext,
  failure: string,
  { tolerate }: Pick<CaseEnvironment, 'tolerate'>,
): never {
  if (tolerate()) context.skip(`no result, tolerated by maxErrors: ${printable(failure, 300)}`)
  throw failureWithoutStack(failure)
}

/** Scores and compliance, or why there are none: reaching a work limit says nothing about the model. */
function judge(
  example: Example,
  completion: Completion,
  { lines, settings }: CaseEnvironment,
): CaseResult | string {
  const answer = {
    output: completion.text,
    finishReason: completion.finishReason,
    reasoning: settings.reasoning ?? undefined,
    reasoningOpened: completion.reasoningOpened,
  }
  try {
    const schema = lines.validator(example)
    if (example.expected !== undefined)
      return { scores: scoreBest(acceptableValues(example), { ...answer, schema, ...lines.scoring }) }
    return schema === null
      ? `the example has no expected value, and there is no JSON Schema ${quoted(example.schemaId)}: nothing can be scored`
      : { scores: null, compliance: scoreCompliance({ ...answer, schema }) }
  } catch (error) {
    if (isUnscored(error)) return error.message
    throw error
  }
}

function redactedResult({ scores, compliance }: CaseResult, redaction: Redaction): CaseResult {
  return {
    scores: scores === null ? null : redaction.scores(scores),
    ...(compliance === undefined ? {} : { compliance: redaction.compliance(compliance) }),
  }
}

/** A line that the loader rejected: a failed test with the reason, and a record for the report. */
export function failBrokenLine(
  context: TestContext,
  line: number,
  message: string,
  environment: Pick<CaseEnvironment, 'tolerate'>,
): never {
  const problem = singleLine(message)
  context.task.meta.edgejson = failedCase(context.task.name, line, problem)
  return infrastructureError(context, problem, environment)
}

/** The request, or why there is none. */
function render(
  example: Example,
  { settings, lines }: Pick<CaseEnvironment, 'settings' | 'lines'>,
): CompletionRequest | Error {
  try {
    return requestOf(example, settings, lines)
  } catch (error) {
    if (error instanceof EdgejsonError) return error
    throw error
  }
}

async function complete(
  { signal }: TestContext,
  request: CompletionRequest,
  { engine }: Pick<CaseEnvironment, 'engine'>,
): Promise<Completion> {
  try {
    const [completion] = await engine.generate([request], signal)
    if (completion?.error === undefined && completion !== undefined) return completion
    // The error message of a user's engine may contain anything.
    if (completion?.error !== undefined) {
      const { code, message } = completion.error
      return { ...completion, error: { code, message: redacted(message) } }
    }
    return failed(
      'NO_COMPLETION',
      `the engine ${engine.model.engine} gave no completion for ${quoted(request.id)}`,
    )
  } catch (error) {
    return failedCompletion(error)
  }
}

function failedCompletion(error: unknown): Completion {
  return failed(error instanceof EdgejsonError ? error.code : 'ENGINE_FAILED', redacted(errorMessage(error)))
}

function failed(code: string, message: string): Completion {
  return {
    text: '',
    finishReason: 'error',
    tokensIn: null,
    tokensOut: null,
    timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null },
    replayed: false,
    error: { code, message },
  }
}

/** If a custom assertion fails on an exact output, its own message is more helpful. */
function noteOf(
  result: CaseResult,
  { baseline, completion, repeats }: Pick<CaseMeta, 'baseline' | 'completion' | 'repeats'>,
  message: string | null,
): string {
  if (isRight(result) === true && message !== null) return printable(message.split('\n', 1)[0] ?? '')
  return resultNote({ ...result, completion, ...(repeats === undefined ? {} : { repeats }) }, baseline) ?? ''
}

function failureWithoutStack(message: string): Error {
  const text = printable(singleLine(message))
  return withoutStack(new Error(text.startsWith('[vitest-edgejson]') ? text : `[vitest-edgejson] ${text}`))
}

/** A stack trace of this package does not explain the failure of a model. */
export function withoutStack<Thrown>(error: Thrown): Thrown {
  if (error instanceof Error) error.stack = `${error.name}: ${error.message}`
  return error
}

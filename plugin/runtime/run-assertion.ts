import type { TestContext } from 'vitest'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { withinLimit } from '../core/within-limit.ts'
import type { Assertion, AssertionContext } from './assertion.ts'

/** A failure of an assertion. */
export interface Complaint {
  readonly error: unknown
  /** Vitest has marked the test as failed already (`expect.soft`). */
  readonly marked: boolean
}

/**
 * Runs a user's assertion; null if it holds. Everything that would fail the test in Vitest is a failure: what
 * is thrown, `expect.soft`, `expect.assertions`, a promise of `expect` that was not awaited.
 *
 * @throws {EdgejsonError} `ASSERTION_TIMEOUT` if it does not finish in time, which says nothing about the
 * model
 */
export async function runAssertion(
  assertion: Assertion,
  { task, expect }: TestContext,
  subject: Omit<AssertionContext, 'expect'>,
  { timeoutMs, file }: { readonly timeoutMs: number; readonly file: string | null },
): Promise<Complaint | null> {
  // Repeats of an example share its `expect`.
  expect.setState({ assertionCalls: 0, expectedAssertionsNumber: null, isExpectingAssertions: false })
  const soft = (): unknown[] => task.result?.errors ?? []
  const before = soft().length
  const promises = (): Promise<unknown>[] => (task as { promises?: Promise<unknown>[] }).promises ?? []
  const whole = async (): Promise<void> => {
    await assertion({ expect, ...subject })
    await Promise.all(promises())
  }
  try {
    await withinLimit(
      whole(),
      timeoutMs,
      () =>
        new EdgejsonError(
          'ASSERTION_TIMEOUT',
          `the assertion of ${file} gave no result for ${quoted(subject.example.id)} within ${timeoutMs} ms ` +
            '(option timeout)',
        ),
    )
  } catch (error) {
    if (error instanceof EdgejsonError && error.code === 'ASSERTION_TIMEOUT') throw error
    return { error, marked: false }
  }
  if (soft().length > before) return { error: soft()[before], marked: true }
  const counted = countProblem(expect)
  return counted === null ? null : { error: counted, marked: false }
}

/** Reverts what `expect.soft` and `expect.assertions` would do to the test after it has ended. */
export function forgive({ task, expect }: TestContext): void {
  if (task.result?.state === 'fail') {
    task.result.state = 'run'
    delete task.result.errors
  }
  expect.setState({ expectedAssertionsNumber: null, isExpectingAssertions: false })
}

function countProblem(expect: AssertionContext['expect']): unknown {
  const { assertionCalls, expectedAssertionsNumber, expectedAssertionsNumberErrorGen, ...rest } =
    expect.getState()
  const expected = expectedAssertionsNumber ?? null
  if (expected !== null && expected !== assertionCalls)
    return expectedAssertionsNumberErrorGen?.() ?? new Error(`expected ${expected} assertions`)
  if (rest.isExpectingAssertions === true && assertionCalls === 0)
    return rest.isExpectingAssertionsError ?? new Error('expected an assertion')
  return null
}

/** The message of a failure. */
export function complaintText({ error }: Complaint): string {
  const message =
    error instanceof Error || typeof error !== 'object' ? null : Reflect.get(error ?? {}, 'message')
  return typeof message === 'string' ? message : errorMessage(error)
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import { inspect } from 'node:util'
import { EdgejsonError, errorCode, errorMessage } from '../core/errors.ts'
import { printable, quoted } from '../core/printable.ts'

/**
 * Runs a part of the start. An error there is a set-up error: exit code 2, which Vitest keeps. For an error
 * that a user can act on, only the message is shown, because Vitest prints the result of `inspect`.
 */
export function startUpSync<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw startUpError(error)
  }
}

/** {@link startUpSync} for work with promises. */
export async function startUp<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw startUpError(error)
  }
}

function startUpError(error: unknown): unknown {
  process.exitCode = 2
  const ofSystem = typeof errorCode(error) === 'string'
  if (!(error instanceof Error) || !(error instanceof EdgejsonError || ofSystem)) return error
  const text = errorMessage(error)
  const message = text
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
  const whole = message.startsWith('[vitest-edgejson]') ? message : `[vitest-edgejson] ${message}`
  error.stack = whole
  return Object.defineProperty(error, inspect.custom, { value: () => whole, enumerable: false })
}

let started = true

/** From here on until {@link runEnded} whatever makes Vitest end with 1 is no verdict: it failed to start. */
export function runBegins(): void {
  if (started) process.once('exit', correctExitCode)
  started = false
}

/** Vitest has come to the end of a run, so that its exit code is about tests. */
export function runEnded(): void {
  started = true
  process.off('exit', correctExitCode)
}

/** 1 would say that the model is worse. */
function correctExitCode(): void {
  if (process.exitCode === 1) process.exitCode = 2
}

/**
 * Refuses a merge without blobs, which Vitest would end with 1 and a stack trace.
 *
 * @param folder as Vitest takes it: from the working folder
 * @throws {EdgejsonError} `BAD_ARGUMENT`
 */
export function checkBlobs(folder: string | undefined): void {
  if (!folder) return
  const files = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : null
  if (files !== null && files.length > 0) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--merge-reports: the folder ${quoted(folder)} ${files === null ? 'does not exist' : 'is empty'}; it must hold the blobs ` +
      'of all shards, which a run with --reporter=blob writes.',
  )
}

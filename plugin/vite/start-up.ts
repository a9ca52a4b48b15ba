import { inspect } from 'node:util'
import { EdgejsonError, errorCode, errorMessage } from '../core/errors.ts'
import { printable } from '../core/printable.ts'

/**
 * Runs a part of the start. What goes wrong there is a set-up error: exit code 2, which Vitest keeps, and for what a
 * person can act on the message alone, because Vitest prints whatever `inspect` makes of the error.
 */
export function startUpSync<T>(work: () => T): T {
  try {
    return work()
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

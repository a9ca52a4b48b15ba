import path from 'node:path'
import { errorMessage } from '../../plugin/core/errors.ts'
import { forwardSlashes } from '../../plugin/core/forward-slashes.ts'
import { printable, printableLines, singleLine } from '../../plugin/core/printable.ts'
import { raiseExitCode, stdoutIsData } from './process.ts'
import type { VitestLike } from './vitest-types.ts'

/** Prints to stdout, or to stderr where a reporter of the run writes data to stdout. */
export function print(vitest: VitestLike, text: string): void {
  if (stdoutIsData(vitest.config)) vitest.logger.error(text)
  else vitest.logger.log(text)
}

/** Prints an error and raises the exit code to 2. */
export function fail(vitest: VitestLike, error: unknown): void {
  const text = errorMessage(error)
  const message = text.startsWith('[vitest-edgejson]') ? text : `[vitest-edgejson] ${text}`
  vitest.logger.error(printableLines(message))
  raiseExitCode(2)
}

/** A file that cannot be written costs the file, not the summary. Returns the reason; undefined when it was written. */
export async function save(
  vitest: VitestLike,
  write: () => void | Promise<void>,
): Promise<string | undefined> {
  try {
    await write()
    return undefined
  } catch (error) {
    fail(vitest, error)
    return printable(singleLine(errorMessage(error).replace(/^\[vitest-edgejson\] /, '')), 1_000)
  }
}

/** The path of a file below the root from there, of another file as it is: what a user would type. */
export function shownPath(vitest: VitestLike, file: string): string {
  const relative = path.relative(vitest.config.root, file)
  return relative.startsWith('..') ? file : forwardSlashes(relative)
}

import { type Dirent, readdirSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { printable } from '../../../plugin/core/printable.ts'

const REPORT = 'report.json'
const OUTPUT = '.edgejson'

/**
 * The report files that a command line names: a file is one; a folder holds one itself, in `.edgejson`, or one in each
 * folder below, as a run of several datasets or models leaves them.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` for a folder without any, `IO` for one that cannot be read.
 */
export function findRuns(given: string): string[] {
  const entries = read(given)
  // A file, or nothing at all: reading it reports which.
  if (entries === null) return [given]
  const output = path.join(given, OUTPUT)
  const found = [() => own(given), () => own(output), () => below(output), () => below(given)]
    .map((look) => look())
    .find((files) => files.length > 0)
  if (found !== undefined) return found
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `there is no ${REPORT} in ${printable(JSON.stringify(given))}, in its ${OUTPUT} or in the folders below. ` +
      'A run writes one; name it, or run `npx vitest --project edgejson --run` first.',
  )
}

function own(folder: string): string[] {
  return (read(folder) ?? []).some(isReport) ? [path.join(folder, REPORT)] : []
}

function below(folder: string): string[] {
  return (read(folder) ?? [])
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => own(path.join(folder, name)))
    .sort()
}

function isReport(entry: Dirent): boolean {
  return entry.name === REPORT && !entry.isDirectory()
}

/** Null for what is no folder. */
function read(folder: string): Dirent[] | null {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw new EdgejsonError('IO', `cannot read ${printable(folder)}: ${printable(errorMessage(error))}`, {
      cause: error,
    })
  }
}

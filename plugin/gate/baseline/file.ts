import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'
import { printable } from '../../core/printable.ts'
import { replaceFileSync } from '../../core/replace-file.ts'
import { type Baseline, parseBaseline, serializeBaseline } from '../../records/baseline.ts'
import {
  type LatencyBaseline,
  parseLatencyBaseline,
  serializeLatencyBaseline,
} from '../../records/latency-baseline.ts'

/**
 * The baseline in a file; null when there is no such file.
 *
 * @throws {EdgejsonError} `BAD_BASELINE` with file and line when it is broken, `IO` when it cannot be read.
 */
export function readBaseline(file: string): Baseline | null {
  const text = readText(file)
  return text === null ? null : parseBaseline(text, file)
}

/**
 * Writes a baseline, whole or not at all. A file that has these bytes already is left alone.
 *
 * @throws {EdgejsonError} `IO` when the folder or the disk does not take it.
 */
export function writeBaseline(file: string, baseline: Baseline): 'written' | 'unchanged' {
  return writeText(file, serializeBaseline(baseline))
}

/** {@link readBaseline} for the latency baseline of a machine. */
export function readLatencyBaseline(file: string): LatencyBaseline | null {
  const text = readText(file)
  return text === null ? null : parseLatencyBaseline(text, file)
}

/** {@link writeBaseline} for the latency baseline of a machine. */
export function writeLatencyBaseline(file: string, baseline: LatencyBaseline): 'written' | 'unchanged' {
  return writeText(file, serializeLatencyBaseline(baseline))
}

/** The file's text; null when there is no such file. Only ENOENT without a symbolic link means that. */
function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return null
      throw new EdgejsonError(
        'IO',
        `the baseline ${file} cannot be read: it is a symbolic link to ${printable(readlinkSync(file))}, where there is no file. ` +
          'Fetch its content (git annex get, dvc pull), or remove the link.',
        { cause: error },
      )
    }
    throw new EdgejsonError(
      'IO',
      `the baseline ${file} cannot be read: ${errorMessage(error)}. Make it a readable file, or set the option baselineDir ` +
        'to another folder.',
      { cause: error },
    )
  }
}

/** A file that has these bytes already is left alone. */
function writeText(file: string, text: string): 'written' | 'unchanged' {
  try {
    if (readText(file) === text) return 'unchanged'
    replaceFileSync(file, text)
    return 'written'
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError(
      'IO',
      `the baseline ${file} cannot be written: ${errorMessage(error)}. Make its folder writable, or set the option ` +
        'baselineDir to a folder that is.',
      { cause: error },
    )
  }
}

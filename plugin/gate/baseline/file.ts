import type { Baseline } from '../../records/baseline.ts'
import { parseBaseline } from './parse.ts'
import { serializeBaseline } from './serialize.ts'
import { readText, writeText } from './text-file.ts'

/**
 * The baseline in a file; null when there is no such file.
 * @throws EdgejsonError BAD_BASELINE with file and line when it is broken, IO when it cannot be read.
 */
export function readBaseline(file: string): Baseline | null {
  const text = readText(file)
  return text === null ? null : parseBaseline(text, file)
}

/**
 * Writes a baseline, whole or not at all. A file that has these bytes already is left alone.
 * @throws EdgejsonError IO when the folder or the disk does not take it.
 */
export function writeBaseline(file: string, baseline: Baseline): 'written' | 'unchanged' {
  return writeText(file, serializeBaseline(baseline))
}

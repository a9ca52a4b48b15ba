import type { LatencyBaseline } from '../../records/latency-baseline.ts'
import { readText, writeText } from '../baseline/text-file.ts'
import { parseLatencyBaseline } from './parse.ts'
import { serializeLatencyBaseline } from './serialize.ts'

/**
 * The latency baseline in a file; null when there is no such file.
 * @throws EdgejsonError BAD_BASELINE with file and line when it is broken, IO when it cannot be read.
 */
export function readLatencyBaseline(file: string): LatencyBaseline | null {
  const content = readText(file)
  return content === null ? null : parseLatencyBaseline(content, file)
}

/**
 * Writes a latency baseline, whole or not at all.
 * @throws EdgejsonError IO when the folder or the disk does not take it.
 */
export function writeLatencyBaseline(file: string, baseline: LatencyBaseline): 'written' | 'unchanged' {
  return writeText(file, serializeLatencyBaseline(baseline))
}

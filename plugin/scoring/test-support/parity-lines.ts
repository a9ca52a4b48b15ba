import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isRecord, type JsonValue } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'

/** An altered completion and the four values of the official harness for it. */
export interface ParityLine {
  readonly id: string
  /** What was altered, e.g. `fenced`, `dup-key`. */
  readonly mutation: string
  readonly output: string
  readonly expected: JsonValue
  readonly official: JsonValue
}

const inRepository = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Made from our own test split; in every clone. */
export const OWN_PARITY_FILE: string = inRepository('fixtures/parity/official_scores_own_test.jsonl')

/** Made from the benchmark's train split, which is not part of the repository; null where it is absent. */
export function trainParityFile(): string | null {
  const file = inRepository('../shared/parity/official_scores_train.jsonl')
  return existsSync(file) ? file : null
}

export function parityLines(file: string): ParityLine[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((text) => {
      const read = readWholeJson(text)
      if (!read.ok || !isRecord(read.value)) throw new Error(`not a parity line: ${text.slice(0, 200)}`)
      const { id, mutation, output, expected = null, official = null } = read.value
      if (typeof id !== 'string' || typeof mutation !== 'string' || typeof output !== 'string')
        throw new Error(`not a parity line: ${text.slice(0, 200)}`)
      return { id, mutation, output, expected, official }
    })
}

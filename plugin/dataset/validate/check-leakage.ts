import { quoted } from '../../core/printable.ts'
import type { Example } from '../../records/example.ts'
import { distinguishingValues, expectedKey, isIdentifier, valuesKey } from './example-keys.ts'
import type { Remark } from './finding.ts'

/**
 * Finds what a dataset shares with another one that it must be independent of, for example its train split.
 */
export class LeakageCheck {
  readonly #other: string
  readonly #ids = new Map<string, number>()
  readonly #prompts = new Map<string, number>()
  readonly #expected = new Map<string, number>()
  readonly #valueSets = new Map<string, number>()
  readonly #values = new Map<string, number>()
  /** Values in more than one example of the other file. */
  readonly #repeated = new Set<string>()

  /** @param other the name of the other file in messages. */
  constructor(other: string, examples: Iterable<Example>) {
    this.#other = other
    for (const { id, line, prompt, expected } of examples) {
      keepFirst(this.#ids, id, line)
      keepFirst(this.#prompts, prompt.trim(), line)
      if (expected === undefined) continue
      keepFirst(this.#expected, expectedKey(expected), line)
      keepFirst(this.#valueSets, valuesKey(expected), line)
      for (const value of distinguishingValues(expected)) {
        if (this.#values.has(value)) this.#repeated.add(value)
        keepFirst(this.#values, value, line)
      }
    }
  }

  check({ id, prompt, expected }: Example): Remark[] {
    const remarks: Remark[] = []
    const leaked = (code: Remark['code'], what: string, line: number | undefined): boolean => {
      if (line === undefined) return false
      remarks.push({ severity: 'error', code, message: `${what} ${this.#other}:${line}.` })
      return true
    }
    leaked('LEAKED_ID', 'the id is also on', this.#ids.get(id))
    const samePrompt = leaked('LEAKED_PROMPT', 'the prompt is that of', this.#prompts.get(prompt.trim()))
    if (expected === undefined) return remarks
    const known =
      samePrompt ||
      leaked('LEAKED_EXPECTED', 'the expected value is that of', this.#expected.get(expectedKey(expected))) ||
      leaked(
        'LEAKED_VALUES',
        'the expected value has the same leaves as',
        this.#valueSets.get(valuesKey(expected)),
      )
    if (known) return remarks
    for (const value of distinguishingValues(expected)) {
      const line = this.#values.get(value)
      if (line === undefined) continue
      // A phrase of several examples belongs to the vocabulary; an address or a number does not.
      if (this.#repeated.has(value) && !isIdentifier(value)) continue
      const message = `the value ${quoted(value)} is also in the expected value of ${this.#other}:${line}.`
      remarks.push({ severity: 'warning', code: 'SHARED_VALUE', message })
    }
    return remarks
  }
}

function keepFirst(map: Map<string, number>, key: string, line: number): void {
  if (!map.has(key)) map.set(key, line)
}

import { acceptableValues, type Example } from '../../records/example.ts'
import { expectedKey } from './example-keys.ts'
import type { Remark } from './finding.ts'

/** Finds prompts that occur twice in a file. If no value is right for both, one of them is wrong. */
export class DuplicateCheck {
  readonly #first = new Map<string, { line: number; answers: ReadonlySet<string> }>()

  /** Compares the example with those before it and records it. */
  check(example: Example): Remark[] {
    const { prompt, line } = example
    const answers = new Set(acceptableValues(example).map(expectedKey))
    const first = this.#first.get(prompt)
    if (first === undefined) {
      this.#first.set(prompt, { line, answers })
      return []
    }
    if ([...answers].some((answer) => first.answers.has(answer))) {
      const message = `the prompt and its expected value are already on line ${first.line}, so this example counts twice.`
      return [{ severity: 'warning', code: 'SAME_PROMPT', message }]
    }
    const message = `the prompt is already on line ${first.line}, with another expected value; one of the two is wrong.`
    return [{ severity: 'error', code: 'CONTRADICTION', message }]
  }
}

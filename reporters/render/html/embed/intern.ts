import type { Ref } from '../page-data.ts'

/** Gives equal strings one number, in order of appearance. */
export class Intern {
  readonly #refs = new Map<string, Ref>()

  /** -1 for null. */
  add(text: string | null): Ref {
    if (text === null) return -1
    const known = this.#refs.get(text)
    if (known !== undefined) return known
    const ref = this.#refs.size
    this.#refs.set(text, ref)
    return ref
  }

  list(): string[] {
    return [...this.#refs.keys()]
  }
}

const FIRST_CAPACITY = 64

/** Numbers that come one by one, eight bytes each. */
export class NumberList {
  #values = new Float64Array(FIRST_CAPACITY)
  #length = 0

  add(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#values.length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length] = value
    this.#length += 1
  }

  get length(): number {
    return this.#length
  }

  /** A copy, ascending. */
  sorted(): Float64Array {
    return this.#values.slice(0, this.#length).sort()
  }
}

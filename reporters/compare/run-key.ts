const LETTERS = 26

/** `A` to `Z`, then `AA` and so on, as columns of a spreadsheet. */
export function runKey(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS))
  return index < LETTERS ? last : runKey(Math.floor(index / LETTERS) - 1) + last
}

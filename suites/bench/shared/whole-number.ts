/** The value of an option that counts something. @throws Error for anything but a whole number above 0. */
export function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new Error(`${name} is ${JSON.stringify(text)}; it must be a whole number above 0`)
}

import { InvalidArgumentError } from 'commander'

/** A fraction of 0..1 on the command line, the ends excluded. */
export function fraction(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value < 1) return value
  throw new InvalidArgumentError('It must be a fraction between 0 and 1, such as 0.03 for 3 points.')
}

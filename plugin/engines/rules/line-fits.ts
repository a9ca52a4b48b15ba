import type { LabelledText } from './label.ts'
import type { Shape } from './shape.ts'

/** True if only white space follows the colon. */
export function isHeading({ value }: LabelledText): boolean {
  return value === null || value.trim() === ''
}

/** True if a `Name: value` line can be a line at a place of this shape. */
export function lineFits(line: LabelledText, { scalars, object, list }: Shape): boolean {
  if (!isHeading(line)) return scalars.size > 0
  return object !== null || list !== null || scalars.has('string')
}

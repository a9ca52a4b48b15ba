import type { Random } from './random.ts'
import type { SchemaNode } from './schema-node.ts'
import type { ValueOptions } from './value-options.ts'
import { address, longText } from './vary/text-shapes.ts'
import { anyString } from './vary/value-kinds.ts'

/**
 * `tidy`: as in the committed splits, where every value suits its field and items begin with the same field.
 * `broad`: as varied as the benchmark's own train split and more. Addresses have two lines. Some fields
 * contain an unusual value or a number of another magnitude. How frequent optional fields and long lists are
 * differs from one example to the next. An item may lack its first field if the order of the others still
 * shows where it begins.
 */
export type ValueVariety = 'tidy' | 'broad'

/** Options of one broad example. */
export function broadOptions(base: ValueOptions, random: Random): ValueOptions {
  return {
    ...base,
    broad: true,
    realistic: 0.15,
    optionalAtRoot: random.pick([0.4, 0.7, 0.75, 0.75, 0.9, 1]),
    optionalBelow: random.pick([0.3, 0.5, 0.55, 0.6, 0.8, 1]),
    maxItems: random.pick([2, 5, 5, 5, 5, 5, 8, 14]),
  }
}

/**
 * Longest list, given the number of enclosing lists: as long inside as outside, up to the benchmark's five.
 */
export function broadLength(maxItems: number, lists: number): number {
  return lists === 0 ? maxItems : Math.min(maxItems, 5)
}

/** A string that does not follow from the field's name; null to use the name. */
export function unexpectedString(
  node: SchemaNode,
  key: string,
  { verbatim }: ValueOptions,
  random: Random,
): string | null {
  if (node.format !== null || node.pattern || node.minLength > 0 || node.maxLength < 200) return null
  if (key === 'address') return address(random, { verbatim })
  if (/message|review|text|notes|description/.test(key) && random.chance(0.5)) return longText(random)
  // Here the name shows that digits are text, so no other text may take their place.
  if (/zip|phone/.test(key) || !random.chance(0.12)) return null
  return anyString(random, { verbatim })
}

/** A number between 1 and 1000, as the benchmark has where a name gives no hint; null to use the name. */
export function unexpectedNumber(node: SchemaNode, random: Random): number | null {
  if (node.minimum !== null || node.maximum !== null || !random.chance(0.35)) return null
  return random.decimal(1, 1000, node.type === 'integer' ? 0 : random.pick([1, 2, 2, 2, 2, 2, 3]))
}

import type { PageData } from '../page-data.ts'
import { scriptJsonBytes } from './script-json.ts'
import { clipToBytes, commonLimit } from './size-budget.ts'

/** Longest text in bytes, whatever the budget, because a browser must lay it out. */
const LONGEST = 65_536
/** Comma and line break between texts. */
const BETWEEN = 2
/** Part of the budget that is reserved for urgent texts. */
const URGENT_SHARE = 1 / 3

export interface FittedTexts {
  readonly texts: readonly string[]
  readonly cut: PageData['cut']
}

/** Cuts the longest texts so that all together take at most `budget` bytes; urgent ones are cut last. */
export function fitTexts(texts: readonly string[], urgent: ReadonlySet<number>, budget: number): FittedTexts {
  const sizes = texts.map(textBytes)
  const share = (of: (index: number) => boolean, bytes: number): readonly [limit: number, used: number] => {
    const some = sizes.filter((_, index) => of(index))
    const limit = Math.min(LONGEST, commonLimit(some, Math.max(0, bytes)))
    return [limit, some.reduce((sum, size) => sum + Math.min(size, limit), 0)]
  }
  const [urgentLimit, used] = share((index) => urgent.has(index), budget * URGENT_SHARE)
  const [otherLimit] = share((index) => !urgent.has(index), budget - used)
  const cut: [number, number][] = []
  const kept = texts.map((text, index) => {
    const limit = urgent.has(index) ? urgentLimit : otherLimit
    if ((sizes[index] ?? 0) <= limit) return text
    cut.push([index, text.length])
    return clipToBytes(text, limit - BETWEEN)
  })
  return { texts: kept, cut }
}

/** A very long text is cut in any case and need not be measured. */
function textBytes(text: string): number {
  return (text.length > LONGEST ? text.length : scriptJsonBytes(text)) + BETWEEN
}

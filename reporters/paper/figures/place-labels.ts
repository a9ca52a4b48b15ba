import { textWidth } from './text-width.ts'

/** A mark in pixels of the plot, y downwards, with the text that names it. */
export interface LabelledMark {
  readonly x: number
  readonly y: number
  readonly text: string
}

/** Where a text starts from its mark. */
export interface Placement {
  readonly dx: number
  readonly dy: number
  readonly align: 'left' | 'right' | 'center'
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Plot {
  readonly width: number
  readonly height: number
  readonly fontSize: number
}

/** From the mark: beside it, then above and below, then further off. */
const CANDIDATES: readonly Placement[] = [
  { dx: 11, dy: 0, align: 'left' },
  { dx: -11, dy: 0, align: 'right' },
  ...[16, -16, 30, -30, 44, -44].flatMap((dy): Placement[] => [
    { dx: 11, dy, align: 'left' },
    { dx: -11, dy, align: 'right' },
    { dx: 0, dy: dy * 1.2, align: 'center' },
  ]),
]

/**
 * Places the names of marks so that they cover neither each other nor a mark nor the frame, in the order given; where
 * nothing is free, the place that covers least.
 */
export function placeLabels(marks: readonly LabelledMark[], plot: Plot): Placement[] {
  const taken: Box[] = marks.map(({ x, y }) => ({ left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 }))
  return marks.map((mark) => {
    let best = CANDIDATES[0] as Placement
    let leastCost = Number.POSITIVE_INFINITY
    for (const candidate of CANDIDATES) {
      const box = boxOf(mark, candidate, plot.fontSize)
      const cost = taken.reduce((sum, other) => sum + overlap(box, other), 0) + outside(box, plot)
      if (cost >= leastCost) continue
      best = candidate
      leastCost = cost
    }
    taken.push(boxOf(mark, best, plot.fontSize))
    return best
  })
}

function boxOf({ x, y, text }: LabelledMark, { dx, dy, align }: Placement, fontSize: number): Box {
  const width = textWidth(text, fontSize)
  const left = x + dx - (align === 'left' ? 0 : align === 'right' ? width : width / 2)
  return { left, right: left + width, top: y + dy - fontSize * 0.6, bottom: y + dy + fontSize * 0.6 }
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left)
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return width > 0 && height > 0 ? width * height : 0
}

/** Being cut off is worse than touching something. */
function outside({ left, right, top, bottom }: Box, { width, height }: Plot): number {
  const beyond =
    Math.max(0, -left) + Math.max(0, right - width) + Math.max(0, -top) + Math.max(0, bottom - height)
  return beyond * 100
}

import { textWidth } from './text-width.ts'

/** A mark in pixels of the plot, y downwards, with the text that names it. */
export interface LabelledMark {
  readonly x: number
  readonly y: number
  readonly text: string
}

/** Offset of a text from its mark, and its alignment. */
export interface Placement {
  readonly dx: number
  readonly dy: number
  readonly align: 'left' | 'right' | 'center'
}

/** In pixels of the plot. */
export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface Plot {
  readonly width: number
  readonly height: number
  readonly fontSize: number
  /** Other areas that no text may cover, such as error bars. */
  readonly obstacles: readonly Box[]
}

/** Half the size of a mark with a margin. */
const RADIUS = 7

/** Next to the mark, a little up and down, then above and below it. */
const CANDIDATES: readonly Placement[] = [
  ...[0, -11, 11, -18, 18, -26, 26, -34, 34, -42, 42].flatMap((dy): Placement[] => [
    { dx: 12, dy, align: 'left' },
    { dx: -12, dy, align: 'right' },
  ]),
  { dx: 0, dy: -18, align: 'center' },
  { dx: 0, dy: 18, align: 'center' },
]

/**
 * Places the names of marks so that they cover neither each other nor a mark nor an obstacle and stay in the plot, in
 * the order given. Null when this is not possible; the figure then has a legend.
 */
export function placeLabels(marks: readonly LabelledMark[], plot: Plot): Placement[] | null {
  const taken: Box[] = [
    ...plot.obstacles,
    ...marks.map(({ x, y }) => ({
      left: x - RADIUS,
      right: x + RADIUS,
      top: y - RADIUS,
      bottom: y + RADIUS,
    })),
  ]
  const placements: Placement[] = []
  for (const mark of marks) {
    const free = CANDIDATES.find((candidate) => {
      const box = boxOf(mark, candidate, plot.fontSize)
      return isInside(box, plot) && !taken.some((other) => overlaps(box, other))
    })
    if (free === undefined) return null
    taken.push(boxOf(mark, free, plot.fontSize))
    placements.push(free)
  }
  return placements
}

/** The box that a text covers. */
export function boxOf({ x, y, text }: LabelledMark, { dx, dy, align }: Placement, fontSize: number): Box {
  const width = textWidth(text, fontSize)
  const left = x + dx - (align === 'left' ? 0 : align === 'right' ? width : width / 2)
  return { left, right: left + width, top: y + dy - fontSize * 0.5, bottom: y + dy + fontSize * 0.5 }
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

function isInside({ left, right, top, bottom }: Box, { width, height }: Plot): boolean {
  return left >= 0 && right <= width && top >= 0 && bottom <= height
}

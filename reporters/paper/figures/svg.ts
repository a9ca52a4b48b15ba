import { printable } from '../../../plugin/core/printable.ts'
import { xmlAttribute, xmlText } from '../../render/xml.ts'
import { FONT_SIZE, INK, MONO, SANS } from './theme.ts'

/** Longest text in a figure, in UTF-16 units. */
const MAX_TEXT = 2_000

export interface TextStyle {
  readonly size?: number
  readonly colour?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly bold?: boolean
  readonly mono?: boolean
}

export function svgText(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = FONT_SIZE, colour = INK, anchor = 'start', bold = false, mono = false } = style
  const weight = bold ? ' font-weight="bold"' : ''
  return (
    `<text x="${round(x)}" y="${round(y)}" font-family="${mono ? MONO : SANS}" font-size="${size}" fill="${colour}" ` +
    `text-anchor="${anchor}"${weight} xml:space="preserve">${xmlText(printable(text, MAX_TEXT))}</text>`
  )
}

export interface BoxStyle {
  readonly fill?: string
  readonly stroke?: string
  readonly dashed?: boolean
  readonly radius?: number
}

export function svgBox(x: number, y: number, width: number, height: number, style: BoxStyle = {}): string {
  const { fill = 'white', stroke = INK, dashed = false, radius = 8 } = style
  return (
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" ` +
    `fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dashed ? ' stroke-dasharray="6 4"' : ''}/>`
  )
}

/** A straight line with a head at its end. */
export function svgArrow(x1: number, y1: number, x2: number, y2: number): string {
  const length = Math.hypot(x2 - x1, y2 - y1)
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const [baseX, baseY] = [x2 - ux * 11, y2 - uy * 11]
  const head = [
    [x2, y2],
    [baseX - uy * 5, baseY + ux * 5],
    [baseX + uy * 5, baseY - ux * 5],
  ]
  const corners = head.map(([x = 0, y = 0]) => `${round(x)},${round(y)}`).join(' ')
  return (
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(baseX)}" y2="${round(baseY)}" stroke="${INK}" ` +
    `stroke-width="1.5"/><polygon points="${corners}" fill="${INK}"/>`
  )
}

export function svgLine(x1: number, y1: number, x2: number, y2: number): string {
  return (
    `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${INK}" ` +
    `stroke-width="1.5" stroke-linecap="square"/>`
  )
}

/** A plus in a circle of radius 9: the sum of the incoming values. */
export function svgSum(x: number, y: number): string {
  return (
    `<circle cx="${round(x)}" cy="${round(y)}" r="9" fill="white" stroke="${INK}" stroke-width="1.5"/>` +
    svgLine(x - 4, y, x + 4, y) +
    svgLine(x, y - 4, x, y + 4)
  )
}

/** A whole drawing on white, with a title for screen readers. */
export function svgDocument(width: number, height: number, name: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" ` +
      `viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-label="${xmlAttribute(printable(name, MAX_TEXT))}">`,
    `<rect width="100%" height="100%" fill="white"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

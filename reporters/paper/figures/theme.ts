import type { Config } from 'vega-lite'

/**
 * Sizes in pixels, chosen so that a PNG of twice the size has the 300 dots per inch that journals require. A figure
 * takes one column (3.33 in) or both (7 in) of a two-column paper.
 */
export const COLUMN_WIDTH = 500
export const PAGE_WIDTH = 1_050

/** 8 points in print. */
export const FONT_SIZE = 16

/** Names of fonts with one design; the layout fits any of them. Not quoted: resvg takes no quotes in a list. */
export const SANS = 'Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif'
export const MONO = 'Courier New, Liberation Mono, DejaVu Sans Mono, monospace'

export const INK = '#000000'
export const MUTED = '#595959'
export const FAINT = '#d9d9d9'

/**
 * Okabe and Ito's palette, readable with any kind of colour vision (Color Universal Design, 2008), in an order in which
 * neighbours also differ in lightness. Yellow is left out, because thin yellow marks are hard to see.
 */
const PALETTE: readonly string[] = [
  '#0072b2',
  '#e69f00',
  '#000000',
  '#009e73',
  '#cc79a7',
  '#d55e00',
  '#56b4e9',
]

/** Six shapes for seven colours: the numbers have no common divisor, so no pair repeats before the 43rd series. */
const SHAPES: readonly string[] = ['circle', 'square', 'triangle-up', 'diamond', 'cross', 'triangle-down']

/** Colour and shape of a series: both differ, for readers without the colours. */
export function seriesColour(index: number): string {
  return PALETTE[index % PALETTE.length] ?? INK
}

export function seriesShape(index: number): string {
  return SHAPES[index % SHAPES.length] ?? 'circle'
}

export const THEME: Config = {
  font: SANS,
  background: 'white',
  padding: 4,
  view: { stroke: null },
  axis: {
    labelFontSize: FONT_SIZE,
    titleFontSize: FONT_SIZE,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    tickColor: INK,
    gridColor: FAINT,
    labelLimit: 260,
    titlePadding: 10,
    labelFlush: false,
    labelPadding: 6,
  },
  legend: {
    labelFontSize: FONT_SIZE,
    titleFontSize: FONT_SIZE,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: INK,
    labelLimit: 400,
    symbolSize: 120,
    symbolOpacity: 1,
    orient: 'top',
    direction: 'vertical',
    title: null,
    offset: 8,
    rowPadding: 4,
    columnPadding: 24,
  },
  header: {
    labelFontSize: FONT_SIZE,
    titleFontSize: FONT_SIZE,
    labelFontWeight: 'bold',
    labelColor: INK,
    titleColor: INK,
    labelLimit: 400,
  },
  text: { fontSize: FONT_SIZE, color: INK },
  rule: { strokeWidth: 2 },
  line: { strokeWidth: 2 },
}

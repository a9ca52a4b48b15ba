import type pc from 'picocolors'
import { displayWidth, idLines, wrap } from '../text.ts'

export type Colors = ReturnType<typeof pc.createColors>

/** Where a section prints: its width in columns and its colours. */
export interface Page {
  readonly width: number
  readonly color: Colors
}

/** Columns of the labels of labelled lines, the indent included. */
const LABEL = 16

/** `   label       text`, the text wrapped below itself. The text is printable after this; colour by `paint`. */
export function labelled(
  page: Page,
  label: string,
  text: string,
  paint: (line: string) => string = (line) => line,
): string[] {
  return labelledLines(page, label, wrap(text, page.width - LABEL), paint)
}

/** Like {@link labelled}, for parts that stay whole: `p50 1.21 s · p90 4.80 s`. */
export function labelledParts(page: Page, label: string, parts: readonly string[]): string[] {
  return labelledLines(page, label, flow(parts, page.width, LABEL), (line) => line)
}

function labelledLines(
  page: Page,
  label: string,
  lines: readonly string[],
  paint: (line: string) => string,
): string[] {
  return lines.map((line, index) =>
    index === 0
      ? `   ${page.color.dim(label.padEnd(LABEL - 3))}${paint(line)}`
      : `${' '.repeat(LABEL)}${paint(line)}`,
  )
}

/** Printable parts joined by ` · `, broken between parts, or inside one that is wider than a line; later lines hang under the first part. */
export function flow(parts: readonly string[], width: number, hang: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of parts.flatMap((each) => idLines(each, width - hang))) {
    const joined = line === '' ? part : `${line} · ${part}`
    if (line !== '' && hang + displayWidth(joined) > width) {
      lines.push(line)
      line = part
    } else {
      line = joined
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

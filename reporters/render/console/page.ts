import type pc from 'picocolors'
import { displayWidth, idLines, wrap } from '../text.ts'

export type Colors = ReturnType<typeof pc.createColors>

/** Width in columns and colours of the output. */
export interface Page {
  readonly width: number
  readonly color: Colors
}

/** Columns of the labels of labelled lines, the indent included. */
export const LABEL = 16
const INDENT = 3

/** `   label       text`, later lines indented to the text. The result is printable; `paint` colours it. */
export function labelled(
  page: Page,
  label: string,
  text: string,
  paint: (line: string) => string = (line) => line,
): string[] {
  return labelledLines(page, label, wrap(text, page.width - LABEL), paint)
}

/** Like {@link labelled}, for parts that are not wrapped: `p50 1.21 s · p90 4.80 s`. */
export function labelledParts(page: Page, label: string, parts: readonly string[]): string[] {
  return labelledLines(page, label, flow(parts, page.width, LABEL))
}

/** {@link labelled} with lines that are wrapped already. */
export function labelledLines(
  page: Page,
  label: string,
  lines: readonly string[],
  paint: (line: string) => string = (line) => line,
): string[] {
  const shown = page.color.dim(label.padEnd(LABEL - INDENT))
  const indented = lines.map((line) => `${' '.repeat(LABEL)}${paint(line)}`)
  // A label without room for a blank behind it stands above its text.
  if (label.length >= LABEL - INDENT) return [' '.repeat(INDENT) + shown, ...indented]
  return lines.map((line, index) =>
    index === 0 ? `${' '.repeat(INDENT)}${shown}${paint(line)}` : (indented[index] ?? ''),
  )
}

/**
 * Printable parts joined by ` · `, wrapped between parts, or inside a part that is wider than a line. Later lines are
 * indented to the first part.
 */
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

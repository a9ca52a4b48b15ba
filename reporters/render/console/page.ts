import type pc from 'picocolors'
import { displayWidth, idLines, wrap } from '../text.ts'

export type Colors = ReturnType<typeof pc.createColors>

/** Width in columns and colours of the output. */
export interface Page {
  readonly width: number
  readonly color: Colors
}

/** Columns of the labels of labelled lines, the indent included. */
const LABEL = 16

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

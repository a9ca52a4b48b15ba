/** Above this share of the processors in other hands a figure says little. */
export const QUIET = 0.15

/** A table whose first column is text and whose others are numbers. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [
    line(header),
    `| ${header.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n')
}

/** A dash is "not measured". */
export function number(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits)
}

export function percent(value: number | null): string {
  return value === null ? '–' : `${(100 * value).toFixed(1)} %`
}

export function times(value: number | null | undefined): string {
  return value == null ? '–' : `${value.toFixed(1)}×`
}

/** A message as part of a sentence. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 200)
}

/**
 * JSON for standard output: what JSON leaves unescaped and a terminal or the runner of a CI (`##[`) may act on or cannot
 * show is escaped too, which leaves it the same JSON.
 */
export function jsonText(value: unknown): string {
  const json = JSON.stringify(value, null, 2)
  return `${json.replace(/[\u007f-\u009f\p{Cf}\u2028\u2029]|#(?=#\w*\[)/gu, escaped)}\n`
}

function escaped(char: string): string {
  return char
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

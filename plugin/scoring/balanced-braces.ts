const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125

const NEVER = -1

/** An opening brace and the offset of the brace that closes it, or -1 where none does. */
export interface BraceSpan {
  readonly open: number
  readonly close: number
}

/**
 * For every `{` of a text, inside quotes or not, the brace that closes it when reading begins there: double-quoted
 * strings are skipped, `\"` does not end one. In order of `open`.
 *
 * One pass from right to left, whatever the text: where reading that stands outside a string at token `i` loses its
 * last level depends only on the tokens after `i`, so that each answer is two look-ups of earlier ones.
 */
export function balancedBraces(text: string): BraceSpan[] {
  const tokens = structuralOffsets(text)
  // closes[i]: index of the first `}` at or after token i that is not matched after it; outside a string at i.
  const closes = new Int32Array(tokens.length + 1).fill(NEVER)
  const spans: BraceSpan[] = []
  let stringEnd = NEVER // Index of the nearest quote to the right that would end a string.
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const offset = tokens[index] ?? 0
    switch (text.charCodeAt(offset)) {
      case CLOSE_BRACE:
        closes[index] = index
        break
      case QUOTE:
        closes[index] = stringEnd === NEVER ? NEVER : (closes[stringEnd + 1] ?? NEVER)
        if (!isEscaped(text, offset)) stringEnd = index
        break
      default: {
        const close = closes[index + 1] ?? NEVER
        closes[index] = close === NEVER ? NEVER : (closes[close + 1] ?? NEVER)
        spans.push({ open: offset, close: close === NEVER ? -1 : (tokens[close] ?? -1) })
      }
    }
  }
  return spans.reverse()
}

function structuralOffsets(text: string): Int32Array {
  let count = 0
  for (let at = 0; at < text.length; at += 1) if (isStructural(text.charCodeAt(at))) count += 1
  const offsets = new Int32Array(count)
  let next = 0
  for (let at = 0; next < count; at += 1) {
    if (isStructural(text.charCodeAt(at))) {
      offsets[next] = at
      next += 1
    }
  }
  return offsets
}

function isStructural(code: number): boolean {
  return code === QUOTE || code === OPEN_BRACE || code === CLOSE_BRACE
}

/** Whether a quote inside a string is escaped: an odd number of backslashes before it. */
function isEscaped(text: string, quote: number): boolean {
  let at = quote - 1
  while (text.charCodeAt(at) === BACKSLASH) at -= 1
  return (quote - at) % 2 === 0
}

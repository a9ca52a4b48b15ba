/** Deeper levels are not indented further: a hostile answer must not become megabytes of spaces. */
const DEEPEST = 40

/**
 * JSON text on indented lines, every token as it was: numbers keep their digits, and nothing is parsed away. Text that
 * is not JSON comes back unchanged.
 * @param {string} text
 * @returns {string}
 */
export function indentJson(text) {
  return isJson(text) ? layOut(text) : text
}

/** @param {string} text */
function isJson(text) {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not JSON, or nested deeper than the parser goes: either way it is shown as it is.
    return false
  }
}

/** @param {string} text of valid JSON */
function layOut(text) {
  const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g
  let depth = 0
  let out = ''
  let opened = false
  const line = () => `\n${'  '.repeat(Math.min(depth, DEEPEST))}`
  for (const [part] of text.matchAll(token)) {
    const closing = part === '}' || part === ']'
    if (closing) depth--
    if (opened ? !closing : closing) out += line()
    opened = part === '{' || part === '['
    out += part
    if (opened) depth++
    else if (part === ',') out += line()
    else if (part === ':') out += ' '
  }
  return out
}

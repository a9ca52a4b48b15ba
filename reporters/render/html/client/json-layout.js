/** Deeper levels are not indented further, so that a hostile output does not become megabytes of spaces. */
const DEEPEST = 40

/**
 * JSON text on indented lines. Every token is unchanged: numbers keep their digits, and duplicate keys stay. Text that
 * is not JSON is returned unchanged.
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
    // Not JSON, or nested deeper than the parser accepts: shown unchanged.
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

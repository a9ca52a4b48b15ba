const OPEN_BRACE = 123
const CLOSE_BRACE = 125

/**
 * The matches of `re.findall(r'\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}', text)` in Python: objects with at most one
 * level of objects inside, without regard to strings. Leftmost, greedy, not overlapping. The pattern accepts
 * any text between braces, so only the sequence of braces decides: an opening one, pairs of an opening and a
 * closing one, a closing one. Scanning the braces takes linear time; a backtracking matcher does not.
 */
export function* twoLevelObjects(text: string): Generator<string> {
  const braces = braceOffsets(text)
  const opens = (index: number) => text.charCodeAt(braces[index] ?? text.length) === OPEN_BRACE
  const closes = (index: number) => text.charCodeAt(braces[index] ?? text.length) === CLOSE_BRACE
  for (let start = 0; start < braces.length; ) {
    if (!opens(start)) {
      start += 1
      continue
    }
    let end = start + 1
    while (opens(end) && closes(end + 1)) end += 2
    if (closes(end)) {
      yield text.slice(braces[start], (braces[end] ?? 0) + 1)
      start = end + 1
    } else {
      start += 1
    }
  }
}

function braceOffsets(text: string): number[] {
  const offsets: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === OPEN_BRACE || code === CLOSE_BRACE) offsets.push(at)
  }
  return offsets
}

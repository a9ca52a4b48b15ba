/** What follows a broken value that only seemed to be closed: the next member or item, or another closing bracket. */
const CONTINUATIONS = {
  '{': /^(?:"|\s*[}\]]|\s*,\s*(?:["'`“‘«]|[\p{L}_$][\w$]*\s*:))/u,
  '[': /^(?:"|\s*[}\]]|\s*,\s*[[{"'\d-])/u,
}
const UNDECIDED = /^\s*(?:,\s*(?:[\p{L}_$][\w$]*\s*)?)?$/u
const LINE_END = /^[ \t]*(.)?/s

/** How many characters after a closed value are examined. */
export const VALUE_END_REACH = 200

/** Whether the broken value that begins with `open` continues; `wait`: the text that decides is not there yet. */
export function valueContinues(open: '{' | '[', behind: string, final: boolean): boolean | 'wait' {
  if (!final && behind.length < VALUE_END_REACH && UNDECIDED.test(behind)) return 'wait'
  return CONTINUATIONS[open].test(behind)
}

/** Whether nothing but white space, or a code fence, follows on the line; `wait` as for {@link valueContinues}. */
export function lineEnds(behind: string, final: boolean): boolean | 'wait' {
  const next = LINE_END.exec(behind)?.[1]
  if (next === undefined) return final || behind.length >= VALUE_END_REACH || 'wait'
  return '\r\n`'.includes(next)
}

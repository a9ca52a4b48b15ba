/** `Title Case Key: value`, or a key alone above an indented part. */
const LINE = /^\s*([A-Za-z][\w &()/.-]{0,80}):(?:\s+(.*))?$/
const NUMBER = /^-?\d+(?:\.\d+)?$/
const WORD = /^(?:true|false|null)$/i
/** Characters of a prompt that are read. */
const LONGEST = 20_000

/**
 * What the completion of a prompt of lines `Key: value` may look like: JSON with the keys in snake case. It is only a
 * source of draft tokens, see `PromptLookup`, and may be wrong or invalid JSON. Empty when there are no such lines.
 */
export function sketchCompletion(prompt: string): string {
  const parts: string[] = []
  for (const line of prompt.slice(0, LONGEST).split('\n')) {
    const [, name, value] = LINE.exec(line.trimEnd()) ?? []
    if (name === undefined) continue
    const key = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_|_$/g, '')
    if (value === undefined || value === '') parts.push(`"${key}": [{`)
    else parts.push(`"${key}": ${scalar(value)}, `)
  }
  return parts.length === 0 ? '' : ` {${parts.join('').replace(/, $/, '')}}`
}

function scalar(value: string): string {
  if (NUMBER.test(value)) return value
  return WORD.test(value) ? value.toLowerCase() : JSON.stringify(value)
}

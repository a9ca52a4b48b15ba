import type { JsonObject, JsonValue } from '../../core/json/json.ts'

/** A key, or an index; a negative index counts from the end. */
type Step = string | number

const STEP = /\.?\[(-?\d+)\]|\.?\[(?:'([^']*)'|"([^"]*)")\]|\.?([^.[\]'"]+)/y

/** The steps of a path; null for another text. A leading `$.` is left out. */
export function parseFieldPath(text: string): readonly Step[] | null {
  const path = text.replace(/^\$(?:\.|(?=\[))/, '')
  const steps: Step[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < path.length) {
    const start = STEP.lastIndex
    const found = STEP.exec(path)
    if (found === null) return null
    const [whole, index, single, double, name] = found
    const dotted = whole.startsWith('.')
    // `.a` at the start and `a.[0]` are misspelt; `a.0` and `a.-1` are indexes.
    if (name === undefined ? dotted : dotted !== start > 0) return null
    steps.push(index === undefined ? (single ?? double ?? name ?? '') : Number(index))
  }
  return steps.length === 0 ? null : steps
}

/** The value at a path; undefined where the line has none. A key that is spelt like the path takes precedence. */
export function readFieldPath(line: JsonObject, text: string): JsonValue | undefined {
  if (Object.hasOwn(line, text)) return line[text]
  const steps = parseFieldPath(text)
  if (steps === null) return undefined
  let value: JsonValue | undefined = line
  for (const step of steps) {
    if (Array.isArray(value)) value = itemAt(value, step)
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}

function itemAt(list: readonly JsonValue[], step: Step): JsonValue | undefined {
  return /^-?\d+$/.test(String(step)) ? list.at(Number(step)) : undefined
}

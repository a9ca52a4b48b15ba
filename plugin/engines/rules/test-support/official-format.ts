import type { JsonScalar, JsonValue } from '../../../core/json/json.ts'

/** The benchmark's prompt for a value: `heading`, the value's lines, and the closing line with `topic`. */
export function officialPrompt(value: JsonValue, heading = 'A Heading', topic = 'heading'): string {
  return `${heading}\n\n${officialBody(value)}\n\nPlease extract the ${topic} information as JSON.`
}

/** The lines of an object, without heading and closing line. */
export function officialBody(value: JsonValue, indent = ''): string {
  return linesOf(value, indent).join('\n')
}

function linesOf(value: JsonValue, indent: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => linesOf(item, indent))
  if (typeof value !== 'object' || value === null) return [indent + scalarText(value)]
  return Object.entries(value).flatMap(([key, member]) => {
    const label = `${indent}${titleCase(key)}:`
    if (typeof member === 'object' && member !== null) return [label, ...linesOf(member, `${indent}  `)]
    return [`${label} ${scalarText(member)}`]
  })
}

function titleCase(key: string): string {
  return key
    .replaceAll('_', ' ')
    .replace(/[A-Za-z]+/g, (word) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase())
}

function scalarText(value: JsonScalar): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  // Python never writes a float as an integer of many digits.
  const isLargeFloat = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
  return isLargeFloat ? value.toExponential() : String(value)
}

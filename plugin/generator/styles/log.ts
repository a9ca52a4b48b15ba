import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { scalarText } from '../json-text.ts'
import type { Random } from '../random.ts'
import type { SchemaNode } from '../schema-node.ts'
import { isBare } from './wording.ts'

const lineEnds: readonly ((topic: string) => string)[] = [
  (topic) => `Please extract the ${topic} information as JSON.`,
  (topic) => `Please parse this ${topic} entry into JSON.`,
  () => 'Please give the fields of this log line as JSON.',
]

/**
 * One line of a log: `path=value` pairs, the path with dots and 0-based indices as in `items[0].price=12.5`.
 * Strings that are not a plain word are in double quotes. Null if a string itself contains a double quote.
 */
export function formatLog(
  expected: JsonObject,
  { id, root, topic, event = id }: SourceSchema,
  random: Random,
): string | null {
  const pairs: string[] = []
  if (!collect(expected, root, '', pairs)) return null
  const lead = random.pick([
    `[app] ${event}:`,
    `[worker-${random.int(1, 8)}] received ${event}`,
    `${event} >>`,
    `event(${event})`,
  ])
  const separator = random.pick([' ', ' ', ' | ', ', '])
  return `${lead} ${pairs.join(separator)}\n\n${random.pick(lineEnds)(topic)}`
}

function collect(value: JsonValue, node: SchemaNode | null, path: string, pairs: string[]): boolean {
  if (Array.isArray(value)) {
    if (value.length === 0) pairs.push(`${path}=[]`)
    return value.every((item, index) => collect(item, node?.items ?? null, `${path}[${index}]`, pairs))
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 0) pairs.push(`${path}={}`)
    return entries.every(([key, child]) =>
      collect(child, node?.properties.get(key) ?? null, path === '' ? key : `${path}.${key}`, pairs),
    )
  }
  if (typeof value !== 'string') pairs.push(`${path}=${scalarText(value, node)}`)
  else if (isBare(value)) pairs.push(`${path}=${value}`)
  else if (!value.includes('"')) pairs.push(`${path}="${value}"`)
  else return false
  return true
}

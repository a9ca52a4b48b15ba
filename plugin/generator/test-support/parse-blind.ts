import { emptyObject, type JsonObject, type JsonScalar, type JsonValue } from '../../core/json/json.ts'
import { isListName } from '../vary/field-names.ts'
import { bodyOf } from './typed-scalar.ts'

/** Fields whose digits are text. */
const textual =
  /(?:^|_)(?:zip|zip_code|postal_code|postcode|phone|phone_number|mobile|fax|sku|barcode|isbn|pin|account_number|serial_number|tracking_number)$/

interface Line {
  readonly indent: number
  readonly key: string | null
  readonly text: string
}

/**
 * Recovers the expected value from a prompt in the official style without any schema, by what a model can learn: names in the
 * plural are lists, an item begins where a key comes again, a value looks like its type, digits are text where the name
 * says so.
 */
export function parseBlind(prompt: string): JsonObject {
  const lines: Line[] = []
  for (const text of bodyOf(prompt).split('\n')) {
    const [, space = '', label, value] = /^( *)([^:]+):(?: (.*))?$/.exec(text) ?? []
    const before = lines.at(-1)
    if (label === undefined && !text.startsWith(' ') && before) {
      lines[lines.length - 1] = { ...before, text: `${before.text}\n${text}` }
    } else if (label === undefined) {
      const bare = text.trimStart()
      lines.push({ indent: text.length - bare.length, key: null, text: bare })
    } else {
      lines.push({ indent: space.length, key: label.toLowerCase().replaceAll(' ', '_'), text: value ?? '' })
    }
  }
  return objectFrom(lines, 0)
}

function objectFrom(lines: readonly Line[], indent: number): JsonObject {
  const object = emptyObject()
  for (const { key, text, below } of fieldsOf(lines, indent))
    object[key] = readValue(key, text, below, indent + 2)
  return object
}

function readValue(key: string, text: string, below: readonly Line[], indent: number): JsonValue {
  if (text !== '') return scalar(text, key)
  if (!isListName(key)) return objectFrom(below, indent)
  if (below[0]?.key === null) return below.map((line) => scalar(line.text, key))
  const items: JsonObject[] = []
  for (const field of fieldsOf(below, indent)) {
    const last = items.at(-1)
    const item = last === undefined || Object.hasOwn(last, field.key) ? emptyObject() : last
    if (item !== last) items.push(item)
    item[field.key] = readValue(field.key, field.text, field.below, indent + 2)
  }
  return items
}

function* fieldsOf(
  lines: readonly Line[],
  indent: number,
): Generator<{ key: string; text: string; below: Line[] }> {
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]
    if (line === undefined || line.key === null || line.indent !== indent)
      throw new Error(`no field: ${line?.text}`)
    const below: Line[] = []
    for (at++; (lines[at]?.indent ?? 0) > indent; at++) below.push(...lines.slice(at, at + 1))
    yield { key: line.key, text: line.text, below }
  }
}

function scalar(text: string, key: string): JsonScalar {
  if (text === 'True') return true
  if (text === 'False') return false
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) && !textual.test(key) ? Number(text) : text
}

import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { scalarText } from '../json-text.ts'
import type { Random } from '../random.ts'
import type { SchemaNode } from '../schema-node.ts'
import { capitalise } from '../text-values.ts'
import { keyWords } from './wording.ts'

/** How one form draws its fields and sections. */
interface Layout {
  readonly field: (label: string, value: string) => string
  readonly section: (path: string) => string
}

const layouts: readonly Layout[] = [
  {
    field: (label, value) => `${label} ${'.'.repeat(Math.max(3, 34 - label.length))} ${value}`,
    section: (path) => `[ ${path} ]`,
  },
  { field: (label, value) => `${label} = ${value}`, section: (path) => `## ${path}` },
  { field: (label, value) => `* ${label}: ${value}`, section: (path) => `--- ${path} ---` },
]

/**
 * A filled-in form: one field per line, the value up to the end of the line. Every object has its own
 * section, whose heading is the full path to it, items numbered from 1: `[ Line items #2 ]`, `[ Departments
 * #1 / Head ]`. A list of scalars has numbered fields (`Tags #1`). An empty object is a section that says
 * `(empty)`.
 */
export function formatForm(
  expected: JsonObject,
  { root, heading, topic }: SourceSchema,
  random: Random,
): string {
  const layout = random.pick(layouts)
  const title = `${heading.replaceAll('=', '').trim().toUpperCase()} FORM`
  const body = section(expected, root, '', layout).join('\n').trimStart()
  return `${title}\n\n${body}\n\nPlease extract the ${topic} information from this form as JSON.`
}

function section(object: JsonObject, node: SchemaNode, path: string, layout: Layout): string[] {
  const fields: string[] = []
  const below: string[] = []
  const open = (key: string): string => (path === '' ? labelOf(key) : `${path} / ${labelOf(key)}`)
  for (const [key, value] of Object.entries(object)) {
    const child = node.properties.get(key)
    if (!child) continue
    if (Array.isArray(value)) {
      if (value.length === 0) fields.push(layout.field(labelOf(key), '(none)'))
      value.forEach((item, index) => {
        const { items } = child
        if (Array.isArray(item) || !items) return
        const number = `#${index + 1}`
        if (typeof item === 'object' && item !== null) {
          below.push(...section(item, items, `${open(key)} ${number}`, layout))
        } else {
          fields.push(layout.field(`${labelOf(key)} ${number}`, scalarText(item, items)))
        }
      })
    } else if (typeof value === 'object' && value !== null) {
      below.push(...section(value, child, open(key), layout))
    } else {
      fields.push(layout.field(labelOf(key), scalarText(value, child)))
    }
  }
  if (path === '') return [...fields, ...below]
  const content = fields.length > 0 || below.length > 0 ? fields : ['(empty)']
  return ['', layout.section(path), ...content, ...below]
}

function labelOf(key: string): string {
  return capitalise(keyWords(key))
}

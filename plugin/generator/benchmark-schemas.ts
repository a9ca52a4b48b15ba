import type { JsonValue } from '../core/json/json.ts'
import { loadSchemas } from '../dataset/schemas/schema-registry.ts'
import { readSchemaNode, type SchemaNode } from './schema-node.ts'

export type Complexity = 'simple' | 'medium' | 'complex'

export const complexities: readonly Complexity[] = ['simple', 'medium', 'complex']

/** A schema that examples are generated from. */
export interface SourceSchema {
  /** Name in `schema_id` and in example ids. */
  readonly id: string
  readonly complexity: string
  readonly root: SchemaNode
  /** First line of a prompt in the official style. */
  readonly heading: string
  /**
   * The subject of its last line, in lower case: `invoice` in "Please extract the invoice information as
   * JSON."
   */
  readonly topic: string
  /** Its name in a log line; the id unless given. */
  readonly event?: string
  /**
   * Set if this schema is derived from another one with other names: expected values are generated for that
   * one, then converted.
   */
  readonly from?: {
    readonly schema: SourceSchema
    readonly convert: (expected: JsonValue) => JsonValue
  }
}

/** First line and topic of the benchmark's own prompts, if they differ by more than case. */
const headings: ReadonlyMap<string, readonly [heading: string, topic: string]> = new Map([
  ['contact_info', ['Contact Information', 'contact information']],
  ['location', ['GPS Location', 'gps location']],
  ['log_entry', ['New Application Log Entry', 'application log entry']],
  ['notification', ['Push Notification', 'push notification']],
  ['product_info', ['Product Information', 'product information']],
  ['rating', ['Product/Service Rating', 'product/service rating']],
  ['sensor_reading', ['IoT Sensor Reading', 'iot sensor reading']],
  ['simple_config', ['Application Configuration', 'application configuration']],
  ['tag_list', ['Tag List', 'tag list']],
  ['user_profile', ['User Profile', 'user profile']],
  ['api_response', ['REST API Response', 'rest api response']],
  ['email_metadata', ['Email Metadata', 'email metadata']],
  ['event_registration', ['Event Registration', 'event registration']],
  ['invoice', ['=== Invoice ===', 'invoice']],
  ['medical_record', ['New Medical Lab Results', 'medical lab results']],
  ['meeting_notes', ['Meeting Notes', 'meeting notes']],
  ['order_details', ['=== E-commerce Order ===', 'e-commerce order']],
  ['shopping_cart', ['Shopping Cart', 'shopping cart']],
  ['support_ticket', ['Customer Support Ticket', 'customer support ticket']],
  ['transaction_record', ['New Financial Transaction', 'financial transaction']],
  ['ecommerce_analytics', ['E-Commerce Analytics Report', 'e-commerce analytics']],
  ['iot_device_network', ['IoT Device Network', 'iot device network']],
  ['medical_encounter', ['Medical Encounter', 'medical encounter']],
  ['multi_party_transaction', ['Multi-Party Transaction', 'multi-party transaction']],
  ['nested_organization', ['Nested Organization Hierarchy', 'nested organization hierarchy']],
])

let loaded: readonly SourceSchema[] | null = null

/** The 25 schemas of the benchmark: simple, medium, complex, by name within each. Read once from the package. */
export function benchmarkSchemas(): readonly SourceSchema[] {
  if (loaded) return loaded
  const registry = loadSchemas()
  const all = registry.ids.flatMap((id) => {
    const entry = registry.entry(id)
    return entry ? [sourceSchema(id, entry.schema, entry.complexity ?? undefined)] : []
  })
  loaded = complexities.flatMap((complexity) => all.filter((schema) => schema.complexity === complexity))
  return loaded
}

/**
 * Makes any JSON Schema usable by the generator. The default `complexity` follows from the nesting: flat is
 * simple, one level medium, more complex.
 *
 * @throws EdgejsonError `BAD_SCHEMA` if the generator does not support the schema.
 */
export function sourceSchema(id: string, schema: unknown, complexity?: string): SourceSchema {
  const root = readSchemaNode(schema, id)
  const title = root.title ?? id.replaceAll('_', ' ')
  const [heading, topic] = headings.get(id) ?? [title, title.toLowerCase()]
  return { id, root, heading, topic, complexity: complexity ?? complexityOf(root) }
}

function complexityOf(root: SchemaNode): Complexity {
  const depth = objectDepth(root)
  return depth <= 1 ? 'simple' : depth === 2 ? 'medium' : 'complex'
}

function objectDepth(node: SchemaNode): number {
  const children = [...node.properties.values(), ...(node.items ? [node.items] : [])]
  const own = node.type === 'object' ? 1 : 0
  return own + Math.max(0, ...children.map(objectDepth))
}

import { pathToFileURL } from 'node:url'
import { isRecord, type JsonValue } from '../../core/json/json.ts'
import type { SchemaEntry, SchemaRegistry } from './schema-registry.ts'

/** A schema and every document that it refers to, directly or through others, each once. */
export function referredDocuments(
  { schema, file }: SchemaEntry,
  schemas: Pick<SchemaRegistry, 'document'>,
): JsonValue[] {
  const documents = new Set<unknown>([schema])
  const waiting = [{ document: schema as unknown, uri: pathToFileURL(file).href }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const uri of referencesIn(next.document, next.uri)) {
      const document = schemas.document(uri)
      if (document === undefined || documents.has(document)) continue
      documents.add(document)
      waiting.push({ document, uri })
    }
  }
  return [...documents] as JsonValue[]
}

/** The documents that a schema refers to: URIs without fragment. */
function referencesIn(value: unknown, base: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, base))
  if (!isRecord(value)) return []
  const id = value.$id ?? value.id
  const here = typeof id === 'string' ? resolved(id, base) : base
  return Object.entries(value).flatMap(([key, child]) =>
    /^\$(?:ref|dynamicRef|recursiveRef)$/.test(key) && typeof child === 'string'
      ? [resolved(child, here)]
      : referencesIn(child, here),
  )
}

function resolved(reference: string, base: string): string {
  return URL.canParse(reference, base) ? new URL(reference, base).href.replace(/#.*$/, '') : base
}

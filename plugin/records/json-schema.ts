import { definitionOf, type JsonSchema } from './check.ts'
import { checkRunReport } from './read-report.ts'

/**
 * The JSON Schema (draft-07) of `report.json`, version 1: made from the guard itself, so that both accept the same
 * values. Fields that it does not name are allowed, since a version may gain some. Published as
 * docs/schema/run-report.v1.schema.json.
 */
export function runReportSchema(): JsonSchema {
  const body = checkRunReport.schema ?? {}
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:vitest-edgejson:run-report:1',
    title: 'EdgeJSON run report, version 1',
    description:
      'One model on one dataset, as vitest-edgejson writes it to report.json. Rates are fractions of 1, durations ' +
      'milliseconds; null means "not measured" or "not known", never 0.',
    ...body,
    definitions: definitionsOf(body),
  }
}

/** The named schemas that a schema refers to, and those that they refer to, by name. */
function definitionsOf(schema: JsonSchema): Record<string, JsonSchema> {
  const found = new Map<string, JsonSchema>()
  const queue = [...references(schema)]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const named = definitionOf(name)
    if (named === undefined || found.has(name)) continue
    found.set(name, named)
    queue.push(...references(named))
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function references(schema: JsonSchema): string[] {
  return [...JSON.stringify(schema).matchAll(/"#\/definitions\/(\w+)"/g)].map(([, name = '']) => name)
}

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The sources that build schemas with TypeBox. */
const files = ['plugin', 'reporters'].flatMap((layer) =>
  readdirSync(path.join(ROOT, layer), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => path.join(ROOT, layer, file))
    .filter((file) => /^import Type\b/m.test(readFileSync(file, 'utf8'))),
)

function isSchema(value: unknown): value is object {
  return typeof value === 'object' && value !== null && ['type', 'anyOf', 'enum'].some((key) => key in value)
}

// Checkers do not compile the meta-schema in every process that starts: the schemas are compared with it here.
test('the schemas of records and options are valid JSON Schema', async () => {
  const ajv = new Ajv()
  const schemas: string[] = []
  const faulty: string[] = []
  for (const file of files) {
    const exported: Record<string, unknown> = await import(pathToFileURL(file).href)
    for (const [name, value] of Object.entries(exported)) {
      if (!isSchema(value)) continue
      schemas.push(name)
      if (ajv.validateSchema(value) !== true) faulty.push(`${name}: ${ajv.errorsText()}`)
    }
  }
  expect(faulty).toEqual([])
  expect(schemas.length).toBeGreaterThan(20)
  expect(ajv.validateSchema({ type: 'string', minLength: -1 })).toBe(false)
})

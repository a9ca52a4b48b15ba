import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { packageInfo } from '../../core/package-info.ts'
import { TemporaryFolder } from '../test-support/temporary-folder.ts'
import { loadSchemas, openSchemas } from './schema-registry.ts'

const folder = new TemporaryFolder()
afterAll(() => folder.remove())

/** A folder of its own for each test. */
let count = 0
function folderWith(files: Record<string, string>): string {
  const name = `schemas-${count++}`
  for (const [file, text] of Object.entries(files)) folder.write(path.join(name, file), text)
  return path.join(folder.path, name)
}

describe('loadSchemas', () => {
  it('reads folders as complexities', () => {
    const schemas = loadSchemas(
      folderWith({ 'simple/a.json': '{"type":"object"}', 'complex/b.json': '{}', 'simple/readme.md': 'x' }),
    )
    expect(schemas.ids).toEqual(['a', 'b'])
    expect(schemas.get('a')).toEqual({ type: 'object' })
    expect([schemas.complexityOf('a'), schemas.complexityOf('b')]).toEqual(['simple', 'complex'])
    expect(schemas.entry('a')?.file).toMatch(/simple.a\.json$/)
  })

  it('reads a flat folder, where no complexity is known', () => {
    const schemas = loadSchemas(folderWith({ 'a.json': '\ufeff{"title":"marked"}' }))
    expect(schemas.get('a')).toEqual({ title: 'marked' })
    expect(schemas.complexityOf('a')).toBeNull()
  })

  it('knows nothing of what it has not, whatever the name', () => {
    const schemas = loadSchemas(folderWith({ 'a.json': '{}' }))
    for (const name of ['b', '__proto__', 'constructor', '', '../a']) {
      expect(schemas.get(name)).toBeUndefined()
      expect(schemas.complexityOf(name)).toBeNull()
    }
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['no JSON', { 'a.json': '{"type":' }, /the schema ".*a\.json" cannot be read: /],
    ['an array', { 'a.json': '[]' }, /the schema ".*a\.json" is an array; a JSON Schema must be an object/],
    ['true', { 'a.json': 'true' }, /a\.json" is true/],
    [
      'one name twice',
      { 'simple/a.json': '{}', 'complex/a.json': '{}' },
      /simple.a\.json" has the same name as ".*complex.a\.json"/,
    ],
    ['nothing', { 'readme.md': '' }, /contains no JSON Schemas/],
  ])('%s is BAD_SCHEMA with the file', (_, files, message) => {
    const where = folderWith(files)
    expect(() => loadSchemas(where)).toThrow(expect.objectContaining({ code: 'BAD_SCHEMA' }))
    expect(() => loadSchemas(where)).toThrow(message)
  })

  it('a missing folder is BAD_SCHEMA', () => {
    expect(() => loadSchemas(path.join(folder.path, 'none'))).toThrow(
      expect.objectContaining({ code: 'BAD_SCHEMA' }),
    )
  })

  it('finds documents: by file name in the folder, however deep, and by $id', () => {
    const where = folderWith({
      'a.json': '{"$id":"https://example.com/a"}',
      'b.json': '{"$id":"renamed.json"}',
      'common/deep/c.json': '{"title":"c"}',
    })
    writeFileSync(path.join(where, '..', 'outside.json'), '{}')
    const schemas = loadSchemas(where)
    const at = (file: string) => schemas.document(pathToFileURL(path.join(where, file)).href)
    expect(schemas.document('https://example.com/a')).toEqual(schemas.get('a'))
    expect(at('a.json')).toEqual(schemas.get('a'))
    expect(at('renamed.json')).toEqual(schemas.get('b'))
    expect(at('common/deep/c.json')).toEqual({ title: 'c' })
    for (const file of ['none.json', '../outside.json']) expect(at(file)).toBeUndefined()
    expect(schemas.document('https://example.com/b')).toBeUndefined()
    const twice = loadSchemas(folderWith({ 'a.json': '{"$id":"urn:x"}', 'b.json': '{"id":"urn:x"}' }))
    expect(() => twice.document('urn:x')).toThrow(/a \$id must be unique/)
  })

  it('judges by the packaged schemas what is of the benchmark, or everything where they are named', () => {
    const own = { id: 'edgejson_invoice_official_001', schemaId: 'invoice' }
    const foreign = { id: 'invoice-1', schemaId: 'invoice' }
    expect(openSchemas(null).entryFor(own)?.id).toBe('invoice')
    expect(openSchemas(undefined).entryFor(foreign)).toBeUndefined()
    expect(openSchemas('edgejson').entryFor(foreign)?.id).toBe('invoice')
    expect(openSchemas(folderWith({ 'invoice.json': '{"title":"mine"}' })).entryFor(own)?.schema).toEqual({
      title: 'mine',
    })
    expect(openSchemas('edgejson').nearest('invoce')).toBe('invoice')
  })

  it('packs 10 simple, 10 medium and 5 complex schemas, read once', () => {
    const schemas = loadSchemas()
    const count = (complexity: string) =>
      schemas.ids.filter((id) => schemas.complexityOf(id) === complexity).length
    expect([count('simple'), count('medium'), count('complex')]).toEqual([10, 10, 5])
    expect(loadSchemas()).toBe(schemas)
  })
})

const shared = path.join(packageInfo.root, '..', 'shared', 'edgejson')

describe.skipIf(!existsSync(shared))('the official schemas', () => {
  it('have our names and complexities', () => {
    const official = loadSchemas(path.join(shared, 'schemas'))
    const ours = loadSchemas()
    expect(ours.ids).toEqual(official.ids)
    for (const id of official.ids) expect(ours.complexityOf(id)).toBe(official.complexityOf(id))
  })

  it('are where the complexity of the train lines comes from', () => {
    const official = loadSchemas(path.join(shared, 'schemas'))
    const lines = readFileSync(path.join(shared, 'edgejson_train_v3.jsonl'), 'utf8').trim().split('\n')
    const labelled = lines
      .map((line) => JSON.parse(line))
      .filter(({ complexity }) => complexity !== undefined)
    expect(labelled.length).toBe(557)
    for (const { schema_id, complexity } of labelled)
      expect(official.complexityOf(schema_id)).toBe(complexity)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moduleIdsOfShards, rawModuleId, splitModuleId } from './module-id.ts'

test('what is put together comes apart again, for any file name', () => {
  const file = fc.string({ minLength: 1, unit: fc.constantFrom('a', '/', '?', '#', '=', '%', '.', 'ä', ' ') })
  fc.assert(
    fc.property(file, fc.integer({ min: 1, max: 9 }), (name, count) => {
      expect(splitModuleId(name)).toEqual({ file: name, part: null })
      const parts = moduleIdsOfShards(name, count).map(splitModuleId)
      expect(parts).toEqual(parts.map((_, index) => ({ file: name, part: [index + 1, count] })))
    }),
  )
})

test('slashes are those of Vite', () => {
  expect(splitModuleId('C:\\data\\a.jsonl?edgejson-shard=2-3')).toEqual({
    file: 'C:/data/a.jsonl',
    part: [2, 3],
  })
})

test('a JSON file has an id that Vite does not read as JSON', () => {
  for (const id of ['a/b.json', ...moduleIdsOfShards('a/b.json', 2)]) {
    const raw = rawModuleId(id)
    expect(raw).toMatch(/[?&]raw$/)
    expect(rawModuleId(raw)).toBe(raw)
    expect(splitModuleId(raw)).toEqual(splitModuleId(id))
  }
  expect(rawModuleId('a/b.jsonl')).toBe('a/b.jsonl')
})

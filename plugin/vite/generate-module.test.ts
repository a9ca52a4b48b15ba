import { expect, test } from 'vitest'
import { moduleTable } from './generate-module.ts'

test('lines become columns, and tags that occur together are named once', () => {
  const medium = ['medium', 'invoice']
  expect(
    moduleTable([
      { line: 1, name: 'a', tags: medium },
      { line: 3, name: 'b', tags: [] },
      { line: 4, name: 'c', tags: [...medium] },
    ]),
  ).toEqual({ lines: [1, 3, 4], names: ['a', 'b', 'c'], tagSetOf: [0, 1, 0], tagSets: [medium, []] })
})

test('no lines make empty columns', () => {
  expect(moduleTable([])).toEqual({ lines: [], names: [], tagSetOf: [], tagSets: [] })
})

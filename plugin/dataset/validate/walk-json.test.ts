import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonValue } from '../../core/json/json.ts'
import { isLeaf, pathText, walkJson } from './walk-json.ts'

function visits(value: JsonValue): [string, JsonValue][] {
  return [...walkJson(value)].map((visit) => [pathText(visit.path), visit.value])
}

describe('walkJson', () => {
  it('goes through a value in the order of its text', () => {
    const value = { a: [1, { b: 'x' }], c: {} }
    expect(visits(value).map(([path]) => path)).toEqual(['$', '$.a', '$.a[0]', '$.a[1]', '$.a[1].b', '$.c'])
  })

  it('visits as many values as the text has, whatever the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        let count = 0
        JSON.stringify(value, (_, inner) => {
          count += 1
          return inner
        })
        expect(visits(JSON.parse(JSON.stringify(value)))).toHaveLength(count)
      }),
    )
  })

  it('needs no stack', () => {
    let deep: JsonValue = []
    for (let level = 0; level < 200_000; level++) deep = [deep]
    expect([...walkJson(deep)]).toHaveLength(200_001)
  })
})

it('pathText quotes odd keys and escapes what a terminal may act on', () => {
  expect(visits({ 'a b': { "it's": { '\u001b[2J\n': 1 } } }).at(-1)?.[0]).toBe(
    "$['a b']['it\\'s']['\\u001b[2J\\n']",
  )
})

it('isLeaf holds for scalars and empty containers', () => {
  expect([null, 0, '', false, 5n, {}, []].map(isLeaf)).toEqual(Array(7).fill(true))
  expect([{ a: 1 }, [[]]].map(isLeaf)).toEqual([false, false])
})

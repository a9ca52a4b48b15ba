import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonPath, type PathSegment } from './path.ts'
import { type PathState, PatternSet } from './path-pattern.ts'

const stateAt = (paths: readonly string[], segments: readonly PathSegment[]): PathState => {
  let state = new PatternSet(paths).root
  for (const segment of segments) state = state.at(segment)
  return state
}

const matches = (path: string, segments: readonly PathSegment[]): boolean =>
  stateAt([path], segments).matched.length === 1

describe('PatternSet', () => {
  it.each<[string, PathSegment[], boolean]>([
    ['$', [], true],
    ['$', ['a'], false],
    ['$.a', ['a'], true],
    ['$.a', ['b'], false],
    ['$.a', ['a', 'a'], false],
    ['$.items[*].price', ['items', 3, 'price'], true],
    ['$.items[*].price', ['items', 'x', 'price'], true],
    ['$.items[0]', ['items', 0], true],
    ['$.items[0]', ['items', 1], false],
    ['$.items[0]', ['items', '0'], false],
    ["$['0']", ['0'], true],
    ['$.*', ['anything'], true],
    ['$..price', ['price'], true],
    ['$..price', ['a', 4, 'price'], true],
    ['$..price', ['a', 'price', 'b'], false],
    ['$..*', ['a', 1], true],
    ['$..*', [], false],
    ['$..items[*].id', ['a', 'items', 1, 'id'], true],
    ["$..['odd key']", ['a', 'odd key'], true],
    ["$['it\\'s \"a\" key']", ['it\'s "a" key'], true],
    ["$['']", [''], true],
    ["$['']", ['a'], false],
    ['$.straße', ['straße'], true],
  ])('%s and %j: %s', (path, segments, matched) => {
    expect(matches(path, segments)).toBe(matched)
  })

  it('matches every path that a report prints, and no other', () => {
    const segment = fc.oneof(
      fc.string({ maxLength: 4 }),
      fc.nat(20),
      fc.constantFrom('__proto__', "'", '\\', '"'),
    )
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 4 }), fc.array(segment, { maxLength: 4 }), (a, b) => {
        const [printed, other] = [jsonPath(a), jsonPath(b)]
        // What is not printable is escaped in a way that no parser reads back.
        fc.pre(!/[\p{C}\ufffd]/u.test(a.join('')))
        expect(matches(printed, a)).toBe(true)
        if (printed !== other) expect(matches(printed, b)).toBe(false)
      }),
    )
  })

  it('keeps what may match below apart from what cannot', () => {
    expect(stateAt(['$.a.b', '$..c'], ['a']).alive).toEqual([0, 1])
    expect(stateAt(['$.a.b', '$..c'], ['x']).alive).toEqual([1])
    expect(stateAt(['$.a.b'], ['x']).alive).toEqual([])
  })

  it('has one state for all keys that no pattern names', () => {
    const { root } = new PatternSet(['$.*.a'])
    expect(root.at('one')).toBe(root.at('two'))
    expect(root.at(1)).toBe(root.at(2))
    const empty = new PatternSet(["$['']"]).root
    expect([empty.at('a').matched, empty.at('').matched]).toEqual([[], [0]])
  })

  it.each([
    ['items', 1],
    ['$items', 2],
    ['$.items[', 8],
    ['$.items[*', 8],
    ['$.a..', 4],
    ["$['a]", 2],
    ['$.items.0', 8],
    ["$['\\x']", 2],
  ])('names the place where %s cannot be read', (path, at) => {
    expect(() => new PatternSet([path])).toThrow(`cannot be read from character ${at} on`)
  })
})

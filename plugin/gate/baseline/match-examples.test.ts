import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import { caseOf, hashOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'
import { matchExamples } from './match-examples.ts'

const NOTHING = { changed: [], renamed: [], removed: [], added: [], schemaChanged: [], untagged: [] }
const entriesOf = (cases: readonly CaseRecord[]) => baselineFromRun(runOf(cases)).entries
const pairsOf = ({ unchanged }: ReturnType<typeof matchExamples>) =>
  [...unchanged].map(([id, entry]) => [id, entry.id])

/** A dataset without ids: each case is named after its line and has content of its own. */
const numbered = (contents: readonly string[]): CaseRecord[] =>
  contents.map((content, index) =>
    caseOf(`line-${index + 1}`, true, { line: index + 1, hash: hashOf(content) }),
  )

describe('matchExamples', () => {
  const before = ['a', 'b', 'c', 'd'].map((id) => caseOf(id, true))
  const entries = entriesOf(before)

  test('tells changed, renamed, removed and new examples apart', () => {
    const now = [
      caseOf('a', true),
      caseOf('b', true, { hash: hashOf('b', { expected: 'x', prompt: 'y' }) }),
      caseOf('c2', true, { hash: hashOf('c') }),
      caseOf('e', true),
    ]
    const matched = matchExamples(entries, now)
    expect(pairsOf(matched)).toEqual([['a', 'a']])
    expect(matched).toMatchObject({
      changed: [{ id: 'b', parts: ['prompt', 'expected value'] }],
      renamed: [{ from: 'c', to: 'c2' }],
      removed: ['d'],
      added: ['e'],
      schemaChanged: [],
    })
  })

  test('another schema leaves an example unchanged, and is named', () => {
    const now = before.map((item) => caseOf(item.id, true, { hash: hashOf(item.id, { schema: 'other' }) }))
    const matched = matchExamples(entries, now)
    expect(matched.unchanged.size).toBe(4)
    expect(matched).toMatchObject({ ...NOTHING, schemaChanged: ['a', 'b', 'c', 'd'] })
  })

  test('an example that changed places with another is two changed ones', () => {
    const now = [
      caseOf('a', true, { hash: hashOf('b') }),
      caseOf('b', true, { hash: hashOf('a') }),
      ...before.slice(2),
    ]
    expect(matchExamples(entries, now).changed.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  test('the order of the lines does not matter', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(before, { minLength: 4 }), (now) => {
        const matched = matchExamples(entries, now)
        expect(matched.unchanged.size).toBe(4)
        expect(matched).toMatchObject(NOTHING)
      }),
    )
  })

  test('without ids an inserted line is one new example, and a deleted one is one removed', () => {
    const old = entriesOf(numbered(['a', 'b', 'c']))
    const inserted = matchExamples(old, numbered(['x', 'a', 'b', 'c']))
    expect(inserted).toMatchObject({ ...NOTHING, added: ['line-1'] })
    expect(pairsOf(inserted)).toEqual([
      ['line-2', 'line-1'],
      ['line-3', 'line-2'],
      ['line-4', 'line-3'],
    ])
    expect(matchExamples(old, numbered(['b', 'c']))).toMatchObject({ ...NOTHING, removed: ['line-1'] })
    expect(matchExamples(old, numbered(['a', 'x', 'c'])).changed).toEqual([
      { id: 'line-2', parts: ['prompt', 'expected value'] },
    ])
  })

  test('every example is in exactly one place', () => {
    const content = fc.constantFrom('a', 'b', 'c', 'd')
    const side = fc.uniqueArray(fc.tuple(fc.constantFrom('p', 'q', 'r', 'line-1', 'line-2'), content), {
      selector: ([id]) => id,
    })
    const casesOf = (items: readonly (readonly [string, string])[]) =>
      items.map(([id, hash], index) => caseOf(id, true, { line: index + 1, hash: hashOf(hash) }))
    fc.assert(
      fc.property(side, side, (old, now) => {
        const matched = matchExamples(entriesOf(casesOf(old)), casesOf(now))
        const pairs = pairsOf(matched)
        const changed = matched.changed.map(({ id }) => id)
        const from = matched.renamed.map((each) => each.from)
        const to = matched.renamed.map((each) => each.to)
        const ids = (items: readonly (readonly [string, string])[]) => items.map(([id]) => id).sort()
        expect([...pairs.map(([, id]) => id), ...changed, ...from, ...matched.removed].sort()).toEqual(
          ids(old),
        )
        expect([...pairs.map(([id]) => id), ...changed, ...to, ...matched.added].sort()).toEqual(ids(now))
        for (const [id, earlier] of pairs) {
          const contentOf = (items: typeof old, wanted: unknown) =>
            items.find(([each]) => each === wanted)?.[1]
          expect(contentOf(now, id)).toBe(contentOf(old, earlier))
        }
      }),
    )
  })
})

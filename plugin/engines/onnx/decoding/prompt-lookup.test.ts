import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PromptLookup } from './prompt-lookup.ts'

const tokens = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 60 })

describe('PromptLookup', () => {
  test('drafts what followed the same tokens before', () => {
    expect(new PromptLookup([1, 2, 3, 4, 5, 6, 9, 1, 2, 3]).draft(10)).toEqual([4, 5, 6, 9])
  })

  test('three tokens in common count more than two', () => {
    expect(new PromptLookup([7, 1, 2, 30, 0, 8, 1, 2, 40, 0, 7, 1, 2]).draft(8)[0]).toBe(30)
  })

  test('nothing in common, nothing drafted', () => {
    expect(new PromptLookup([1, 2, 3, 4]).draft(10)).toEqual([])
    expect(new PromptLookup([]).draft(10)).toEqual([])
    expect(new PromptLookup([1]).draft(10)).toEqual([])
  })

  test('drafts grow longer when accepted, shorter when rejected', () => {
    const lookup = new PromptLookup([...Array.from({ length: 40 }, (_, index) => index), 0, 1, 2])
    expect(lookup.draft(99)).toHaveLength(4)
    lookup.recordAcceptance(4, 4)
    expect(lookup.draft(99)).toHaveLength(8)
    lookup.recordAcceptance(8, 0)
    expect(lookup.draft(99)).toHaveLength(2)
  })

  test('a sketch is drafted from its first token on, in order', () => {
    // 50 51 begins both parts of the sketch; prompt and answer say nothing of them.
    const sketch = [50, 51, 52, 60, 61, 62, 50, 51, 53, 70, 71, 72]
    const lookup = new PromptLookup([1, 2, 3, 4], sketch)
    expect(lookup.draft(9)).toEqual([50, 51, 52, 60])
    lookup.recordAcceptance(4, 4)
    for (const token of [50, 51, 52, 60]) lookup.push(token)
    expect(lookup.draft(9)).toEqual([61, 62, 50, 51, 53, 70, 71, 72])
    lookup.recordAcceptance(8, 4)
    for (const token of [61, 62, 50, 51, 99, 50, 51]) lookup.push(token)
    // The first part lies behind.
    expect(lookup.draft(9)).toEqual([53, 70, 71, 72])
  })

  test('two tokens in common are enough whatever the limit, one is not', () => {
    const lookup = new PromptLookup([1, 2, 30, 31, 9, 1, 2])
    expect(lookup.draft(8)).toEqual([30, 31, 9, 1])
    expect(lookup.draft(3)).toEqual([30, 31, 9])
    expect(new PromptLookup([1, 2, 30, 31, 9, 2]).draft(8)).toEqual([])
  })

  test('the draft of a repetition continues beyond the end of what is known', () => {
    const lookup = new PromptLookup([5, 6, 7, 8, 1, 1, 1, 1, 1])
    expect(lookup.draft(99)).toEqual([1, 1, 1, 1])
    lookup.recordAcceptance(4, 4)
    expect(lookup.draft(99)).toEqual(new Array(8).fill(1))
    expect(new PromptLookup([1, 2, 3, 1, 2, 3, 1, 2]).draft(99)).toEqual([3, 1, 2, 3])
  })

  test('a draft follows the same tokens in what is known and itself, and keeps to the limit', () => {
    fc.assert(
      fc.property(tokens, fc.integer({ min: 0, max: 12 }), (known, limit) => {
        const draft = new PromptLookup(known).draft(limit)
        expect(draft.length).toBeLessThanOrEqual(limit)
        if (draft.length === 0) return
        const all = [...known, ...draft]
        const context = ` ${all.slice(known.length - 2).join(' ')} `
        expect(` ${all.slice(0, -1).join(' ')} `).toContain(context)
      }),
    )
  })
})

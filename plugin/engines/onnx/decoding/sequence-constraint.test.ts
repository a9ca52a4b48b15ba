import fc from 'fast-check'
import { expect, test } from 'vitest'
import { packagedDecoding, packagedRequests } from '../test-support/packaged-model.ts'
import { NextTokens } from './next-tokens.ts'
import { SequenceConstraint } from './sequence-constraint.ts'

test('forced text becomes draft tokens that are accepted without a choice of the model', async () => {
  const { constraint: config, tokenizer } = await packagedDecoding()
  if (config === null) throw new Error('no constraint')
  const requests = packagedRequests(10)
  let forcedDrafts = 0
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...requests),
      fc.array(fc.integer({ min: 1, max: 31 }), { minLength: 5, maxLength: 5 }),
      async ({ constraint, expected }, limits) => {
        const sequence = await SequenceConstraint.open(config, constraint)
        const written: number[] = []
        const choose = async (token: number): Promise<void> => {
          expect(await sequence.choose(new NextTokens([token], 1), 0)).toBe(token)
          written.push(token)
        }
        for (let step = 0; ; step++) {
          const text = tokenizer.decode(written)
          expect(expected.startsWith(text)).toBe(true)
          if (text === expected) break
          // A model that is right, and a draft that it would accept.
          const draft = tokenizer.encode(expected.slice(text.length), false)
          const checked = sequence.checkDraft(draft, limits[step % limits.length] ?? 1)
          if (checked.length === 0) await choose(draft[0] ?? -1)
          for (let at = 0; at < checked.length; ) {
            await choose(checked[at++] ?? -1)
            const forced = sequence.takeForced(Number.POSITIVE_INFINITY)
            const drafted = checked.slice(at, at + forced.length)
            expect(drafted).toEqual(forced.slice(0, drafted.length))
            written.push(...forced)
            forcedDrafts += drafted.length
            at += forced.length
          }
        }
        sequence.dispose()
      },
    ),
    { numRuns: 30 },
  )
  expect(forcedDrafts).toBeGreaterThan(50)
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointsSize } from '../../plugin/core/format.ts'
import type { Fate } from '../test-support/benchmark.ts'
import { runOf } from '../test-support/switches.ts'
import { measureSwitches, renderSwitchesMarkdown } from './index.ts'

/** Outcomes of up to six variants on the same examples. */
const variantRuns = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.double({ min: 0, max: 0.3, noNaN: true }), fc.integer())
  .map(([n, loss, seed]) => {
    const dice = (line: number, salt: number): number =>
      Math.abs(Math.sin(line * 12.9898 + salt * 78.233 + (seed % 1_000)) * 43_758.5453) % 1
    return (['fp32', 'q8', 'q4'] as const).flatMap((dtype, level) =>
      [null, 'schema'].map((constraint, switched) =>
        runOf(
          dtype,
          constraint,
          Array.from({ length: 4 * n }, (_, line): Fate => {
            if (dice(line, 1) < 0.3) return 'omission'
            return dice(line, 2 + level * 2 + switched) < loss * level * 0.6 ? 'truncated' : 'exact'
          }),
        ),
      ),
    )
  })

test('a variant is called non-inferior exactly where the interval stays above the margin', () => {
  fc.assert(
    fc.property(variantRuns, fc.constantFrom(0.01, 0.03, 0.1, 0.2), (runs, margin) => {
      const record = measureSwitches(runs, { margin })
      for (const { name, against } of record.variants) {
        if (against === null) continue
        // The shown 95 % interval never contradicts the claim.
        if (against.interval[0] <= -margin) expect(against.nonInferior).toBe(false)
        expect(against.nonInferior).toBe(against.lossUpperBound < margin)
        const about = record.advice.filter((text) =>
          new RegExp(`(?<![\\w+])${name.replace('+', '\\+')}(?![\\w+])`).test(text),
        )
        const claims = about.some((text) => isClaim(text, name))
        if (!against.nonInferior) expect(claims, about.join('\n')).toBe(false)
      }
    }),
    { numRuns: 15 },
  )
})

/** Whether a sentence says that the variant is non-inferior. */
function isClaim(text: string, name: string): boolean {
  if (/[Nn]ot? (?:other variant is )?shown to be non-inferior/.test(text)) return false
  const subject = /^The smallest variant that is non-inferior/.test(text)
    ? / is ([^\s:]+): /.exec(text)?.[1]
    : (/\((\w+\+\w+)\) recovers/.exec(text)?.[1] ??
      /^(?:No difference shown between )?([\w+]+)/.exec(text)?.[1])
  return subject === name && text.includes('non-inferior')
}

/** Numbers of a text, without those in names of variants. */
function numbers(text: string, names: readonly string[]): string[] {
  let plain = text
  for (const name of [...names].sort((a, b) => b.length - a.length)) plain = plain.replaceAll(name, ' ')
  return plain.match(/\d[\d,]*(?:\.\d+)?/g) ?? []
}

test('every number of a sentence is a figure of the tables', () => {
  fc.assert(
    fc.property(variantRuns, fc.constantFrom(0.01, 0.03, 0.1, 0.2), (runs, margin) => {
      const record = measureSwitches(runs, { margin })
      const names = record.variants.map(({ name }) => name)
      const { advice: _, ...figures } = record
      const tables = renderSwitchesMarkdown({ ...figures, advice: [], warnings: [] }).replaceAll(
        '\u00a0',
        ' ',
      )
      const known = new Set([...numbers(tables, names), ...numbers(pointsSize(margin), [])])
      for (const text of record.advice)
        for (const each of numbers(text, names))
          expect(known, `${each} of: ${text}\n${tables}`).toContain(each)
    }),
    { numRuns: 15 },
  )
})

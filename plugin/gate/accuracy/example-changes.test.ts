import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../records/case.ts'
import type { Verdict } from '../../records/verdict.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import type { GateInput } from '../input.ts'
import { caseOf, casesOf, FINGERPRINT, flipped, hashOf, runOf } from '../test-support/run.ts'
import { decide } from './decide.ts'

const before = casesOf(158, 87)
const baseline = baselineFromRun(runOf(before))
const idOf = (index: number): string => before[index]?.id ?? ''

function verdictOf(cases: readonly CaseRecord[], overrides: Partial<GateInput> = {}): Verdict {
  return decide({ run: runOf(cases), baseline, baselinePath: 'b.jsonl', update: 'none', ...overrides })
}

const edited = (item: CaseRecord, exact = true): CaseRecord =>
  caseOf(item.id, exact, { hash: hashOf(item.id, { expected: 'another' }) })

describe('a dataset that was edited since the baseline', () => {
  test('changed, renamed and removed examples are named, left out and need acceptance, in CI and at the desk', () => {
    const now = before.slice(1).map((item, index) => {
      if (index === 0) return edited(item)
      return index === 1 ? caseOf('renamed', true, { hash: hashOf(item.id) }) : item
    })
    for (const update of ['none', 'new'] as const) {
      const verdict = verdictOf(now, { update, reportPath: 'out/report.json' })
      expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, comparison: { pairs: 155 } })
      expect(verdict.reason).toBe(
        '1 example changed, 1 renamed, 1 removed since the baseline; of 155 unchanged examples: stable, JSONExact stays at 84 of 155',
      )
      expect(verdict.examples).toEqual({
        unchanged: 155,
        changed: [{ id: 'ex-001', parts: ['expected value'] }],
        renamed: [{ from: 'ex-002', to: 'renamed' }],
        removed: ['ex-000'],
        added: [],
        schemaChanged: [],
        verdict: 'stable',
      })
      expect(verdict.notes.slice(0, 3)).toEqual([
        'Changed (1): ex-001 (expected value).',
        'Renamed (1): "ex-002" is now "renamed".',
        'Removed (1): "ex-000".',
      ])
      expect(verdict.notes[3]).toContain('`npx edgejson accept out/report.json`')
    }
  })

  test('new examples are a note', () => {
    const verdict = verdictOf([...before, caseOf('new', false)])
    expect(verdict).toMatchObject({ state: 'stable', exitCode: 0, comparison: { pairs: 158 } })
    expect(verdict.notes).toContain('New, not in the baseline (1): "new".')
  })

  test('a changed schema leaves the example out of the comparison of schema compliance only', () => {
    const now = before.map((item, index) =>
      caseOf(item.id, index < 87, index < 2 ? { hash: hashOf(item.id, { schema: 'stricter' }) } : {}),
    )
    const verdict = verdictOf(now)
    expect(verdict).toMatchObject({
      state: 'stable',
      exitCode: 0,
      comparison: { pairs: 158 },
      compliance: { pairs: 156, reference: 85, candidate: 85, lost: 0, gained: 0 },
    })
    expect(verdict.notes.join(' ')).toContain('The JSON Schema changed for 2 examples')
  })

  test('a changed schema changes the example where schema compliance decides', () => {
    const now = before.map((item, index) =>
      caseOf(item.id, index < 87, index < 2 ? { hash: hashOf(item.id, { schema: 'stricter' }) } : {}),
    )
    const verdict = verdictOf(now, { options: { metric: 'schemaCompliance' } })
    expect(verdict).toMatchObject({ state: 'inconclusive', examples: { unchanged: 156, schemaChanged: [] } })
    expect(verdict.reason).toMatch(
      /^2 examples changed since the baseline; of 156 unchanged examples: stable/,
    )
    expect(verdict.notes).toContain('Changed (2): ex-000 (JSON Schema), ex-001 (JSON Schema).')
  })

  test('schema compliance that moved is said, and decides nothing', () => {
    const now = before.map((item, index) => {
      const { scores } = item
      if (index > 2 || scores === null) return item
      return { ...item, scores: { ...scores, lenient: { ...scores.lenient, schemaCompliance: false } } }
    })
    const verdict = verdictOf(now)
    expect(verdict).toMatchObject({ state: 'stable', exitCode: 0, compliance: { lost: 3, gained: 0 } })
    expect(verdict.notes).toContain(
      'Schema compliance: 87 → 84 of 158 (3 lost, 0 gained); it decides nothing.',
    )
  })

  test('a regression of the unchanged is reported with the changes, and -u warns about it', () => {
    const worse = [
      edited(before[157] as CaseRecord),
      ...flipped(
        before.slice(0, 157),
        before.slice(0, 9).map(({ id }) => id),
      ),
    ]
    const verdict = verdictOf(worse)
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, examples: { verdict: 'regression' } })
    expect(verdict.reason).toContain(
      'of 157 unchanged examples: regression, JSONExact fell from 87 to 78 of 157',
    )
    const accepted = verdictOf(worse, { update: 'all' })
    expect(accepted).toMatchObject({ state: 'accepted', exitCode: 0 })
    expect(accepted.reason).toContain(
      'accepted: 1 example changed; of 157 unchanged examples: JSONExact fell',
    )
  })

  test('another template changes every prompt, and is named as what changed', () => {
    const chat = { ...FINGERPRINT, template: 'chat', templateSha256: 'c'.repeat(64) }
    const now = before.map((item) => caseOf(item.id, true, { hash: hashOf(item.id, { prompt: 'chat' }) }))
    const verdict = verdictOf(now, { run: runOf(now, { fingerprint: chat }) })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, comparison: null })
    expect(verdict.reason).toBe('158 examples changed since the baseline; no example is unchanged')
    expect(verdict.notes[0]).toMatch(
      /^Changed \(158\): ex-000 \(prompt\), .*ex-009 \(prompt\) and 148 more\.$/,
    )
    expect(verdict.changed).toContain('prompt template official (tttttttt…) → chat (cccccccc…)')
  })
})

test('an example stays critical until it is accepted that it is not', () => {
  const critical = before.map((item, index) => (index === 0 ? { ...item, critical: true } : item))
  const against = baselineFromRun(runOf(critical))
  const untagged = flipped(before, ['ex-000'])
  const verdict = verdictOf(untagged, { baseline: against })
  expect(verdict).toMatchObject({ state: 'regression', exitCode: 1 })
  expect(verdict.reason).toContain('critical examples lost: "ex-000"')
  expect(verdict.notes.join(' ')).toContain(
    'No longer tagged critical, which takes effect once it is accepted (1): "ex-000".',
  )
  expect(verdictOf(untagged)).toMatchObject({ state: 'suspect', exitCode: 0 })
})

describe('laws', () => {
  const index = fc.nat({ max: 157 })
  const losses = fc.uniqueArray(index, { maxLength: 14 }).map((picked) => picked.map(idOf))

  test('order and new lines never change the verdict over the unchanged examples', () => {
    const added = fc.array(fc.boolean(), { maxLength: 8 })
    fc.assert(
      fc.property(losses, added, fc.infiniteStream(fc.nat()), (lost, more, dice) => {
        const now = flipped(before, lost)
        const keyed = [...now, ...more.map((exact, at) => caseOf(`new-${at}`, exact))].map(
          (item) => [dice.next().value, item] as const,
        )
        const shuffled = keyed.sort(([a], [b]) => a - b).map(([, item], at) => ({ ...item, line: at + 1 }))
        const [plain, mixed] = [verdictOf(now), verdictOf(shuffled)]
        expect(mixed.state).toBe(plain.state)
        expect(mixed.exitCode).toBe(plain.exitCode)
        expect(mixed.comparison).toEqual(plain.comparison)
        expect(mixed.fieldF1).toEqual(plain.fieldF1)
      }),
      { numRuns: 40 },
    )
  })

  test('deleting, editing or renaming examples never turns a run that does not pass into one that does', () => {
    const edit = fc.constantFrom('delete', 'expected', 'prompt', 'rules', 'rename')
    const edits = fc.uniqueArray(fc.tuple(index, edit), {
      selector: ([at]) => at,
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(
        losses,
        edits,
        fc.constantFrom('none' as const, 'new' as const),
        (lost, changes, update) => {
          const byId = new Map(changes.map(([at, what]) => [idOf(at), what]))
          const now = flipped(before, lost).flatMap((item) => {
            const what = byId.get(item.id)
            if (what === undefined) return [item]
            if (what === 'delete') return []
            if (what === 'rename') return [{ ...item, id: `renamed ${item.id}` }]
            return [caseOf(item.id, true, { hash: hashOf(item.id, { [what]: 'edited' }) })]
          })
          expect(verdictOf(now, { update }).exitCode).toBe(2)
        },
      ),
      { numRuns: 60 },
    )
  })
})

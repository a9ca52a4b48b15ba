import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { parseJson } from '../../plugin/core/json/parse.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { renderJson } from '../../reporters/render/json.ts'
import { hostileText } from '../../reporters/test-support/hostile.ts'
import { sampleReport } from '../../reporters/test-support/html/sample-report.ts'
import { runShow } from './show.ts'

const sample = sampleReport({ examples: 12, skill: 0.3 })
const pattern = { kind: 'text', text: 'Read: {prompt}\nJSON:' } as const

function save(change: Partial<CaseRecord> = {}, more: Partial<LoadedReport> = { prompt: pattern }): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'show-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [first, ...others] = sample.cases
  const report = { ...sample, ...more, cases: [{ ...(first as CaseRecord), ...change }, ...others] }
  writeFileSync(path.join(folder, 'report.json'), [...renderJson(report)].join(''))
  return folder
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim())

test('an example: rendered prompt, expected value, output, differences, scores', () => {
  const missed = sample.cases.find(({ state, scores }) => state === 'missed' && scores?.differenceCount)
  if (missed?.scores == null) throw new Error('the sample has no miss with differences')
  const shown = runShow(missed.id, save())
  expect(lines(shown)).toEqual(expect.arrayContaining(lines(`Read: ${missed.prompt}\nJSON:`)))
  expect(lines(shown)).toEqual(expect.arrayContaining(lines(JSON.stringify(missed.expected, null, 2))))
  expect(shown).toContain(missed.completion?.text.split('\n', 1)[0])
  expect(shown).toContain(missed.scores.errorClass)
  expect(shown).toContain(missed.schemaId)
  const [difference] = missed.scores.differences
  expect(shown).toContain(difference?.path)
  expect(shown).toMatch(/official +no /)
})

test('turns of a conversation, and how much of a long one was left out', () => {
  const messages = [
    { role: 'system', content: 'Answer\nin JSON.' },
    { role: 'user', content: 'Ada, 36' },
  ] as const
  const shown = runShow('c', save({ id: 'c', rendered: { kind: 'chat', messages, omitted: 7 } }))
  expect(shown).toContain('Prompt (chat, 7 characters left out), system\n  Answer\n  in JSON.\n')
  expect(shown).toContain('Prompt, user\n  Ada, 36\n')
})

test('a report without the rendered prompt shows the text of the example', () => {
  expect(runShow('c', save({ id: 'c', prompt: 'Ada' }, {}))).toContain(
    'Prompt (text of the example)\n  Ada\n',
  )
  expect(runShow('c', save({ id: 'c', prompt: 'Ada', rendered: null }))).toContain('used all the space')
})

test('JSON has the record with its rendered prompt and every digit', () => {
  const json = runShow('c', save({ id: 'c', prompt: 'a\u202e', expected: 10n ** 20n }), { json: true })
  expect(json).not.toContain('\u202e')
  expect(parseJson(json)).toMatchObject({
    id: 'c',
    expected: 10n ** 20n,
    rendered: { kind: 'text', text: 'Read: a\u202e\nJSON:' },
  })
})

test('an unknown id names the nearest ones', () => {
  const [{ id } = { id: '' }] = sample.cases
  expect(() => runShow(`${id}x`, save())).toThrow(`Did you mean "${id}"`)
  expect(() => runShow('nothing like it', save())).toThrow('Its first ids are ')
})

test('an id may be written as reports print it', () => {
  expect(runShow('a\\nb', save({ id: 'a\nb' }))).toContain('a\\nb')
})

test('untrusted text is printable, with colours and without', () => {
  const run = save()
  expect(runShow(sample.cases[0]?.id ?? '', run, {}, { color: true })).toContain('\u001b[1m')
  fc.assert(
    fc.property(hostileText, hostileText, (a, b) => {
      const shown = runShow('c', save({ id: 'c', prompt: a, expected: { [b]: a }, source: b }))
      expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|##\[|^\s*::/m)
    }),
    { numRuns: 50 },
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../plugin/core/printable.ts'
import { baselineOf, collected, report, typicalFate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { model } from '../test-support/run-meta.ts'
import { renderAnnotations } from './annotations.ts'
import { workflowCommand } from './workflow-command.ts'

/** As GitHub's runner reads a line: the command, its properties and its message, unescaped. */
function readCommand(
  line: string,
): { kind: string; properties: Record<string, string>; message: string } | null {
  const match = /^\s*::([a-z-]+)(?: (.*?))?::(.*)$/s.exec(line)
  if (match === null) return null
  const [, kind = '', list = '', message = ''] = match
  const plain = (text: string): string =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%')
  const properties = Object.fromEntries(
    list
      .split(',')
      .filter((each) => each !== '')
      .map((each) => {
        const at = each.indexOf('=')
        return [each.slice(0, at), plain(each.slice(at + 1))]
      }),
  )
  return { kind, properties, message: plain(message) }
}

const reference = collected({ examples: 158, fate: typicalFate })
const baseline = baselineOf(reference)
const LOST = [1, 2, 6, 16, 17, 18, 22, 34]
const worse = collected({
  examples: 158,
  fate: (line) => (LOST.includes(line) ? 'wrong_value' : typicalFate(line)),
})

test('a command reads back as what was meant, and never as two', () => {
  const text = fc.oneof(
    hostileText,
    fc.string({ unit: fc.constantFrom(':', '%', ',', '=', '\n', '::error::', '%0A', '3A', 'a') }),
  )
  fc.assert(
    fc.property(text, text, (title, message) => {
      const line = workflowCommand('error', { file: 'a.jsonl', line: 3, title }, message)
      expect(line).not.toMatch(/[\r\n]/)
      expect(readCommand(line)).toEqual({
        kind: 'error',
        properties: { file: 'a.jsonl', line: '3', title: printable(title) },
        message: printable(message),
      })
    }),
  )
})

test('a megabyte of text is cut', () => {
  expect(
    workflowCommand('notice', { title: 'x'.repeat(1_000_000) }, '\n'.repeat(1_000_000)).length,
  ).toBeLessThan(8_000)
})

describe('annotations', () => {
  test('a regression: the verdict and each lost example at its line are errors', () => {
    const [verdict, ...lost] = renderAnnotations([report(worse, { baseline })]).map(readCommand)
    expect(verdict).toMatchObject({
      kind: 'error',
      properties: { title: 'EdgeJSON regression: smollm2-135m-edgejson on evals/test.jsonl' },
      message: expect.stringMatching(/^JSONExact fell from 88 to 80 of 158.*\(8 lost; /),
    })
    expect(lost).toHaveLength(8)
    expect(lost[0]).toEqual({
      kind: 'error',
      properties: { file: 'evals/test.jsonl', line: '1', title: 'lost: location_001' },
      message: 'LOST: wrong_value at $.total: expected 1.5, got 1 (F1 0.510)',
    })
  })

  test('a loss that chance explains is a warning, never an error', () => {
    const run = collected({ examples: 158, fate: (line) => (line <= 2 ? 'wrong_value' : typicalFate(line)) })
    const each = report(run, { baseline })
    expect(each.verdict.state).toBe('suspect')
    expect(renderAnnotations([each]).map((line) => readCommand(line)?.kind)).toEqual([
      'warning',
      'warning',
      'warning',
    ])
  })

  test('a run that says nothing names the examples without an output', () => {
    const lines = renderAnnotations([
      report(collected({ examples: 4, fate: (line) => (line === 2 ? 'timeout' : 'exact') })),
    ])
    expect(lines.map(readCommand)).toMatchObject([
      { kind: 'error', message: expect.stringContaining('1 without output') },
      {
        kind: 'error',
        properties: { line: '2', title: 'no output: log_entry_002' },
        message: 'no completion within 120 s',
      },
    ])
  })

  test('a broken threshold is an error, a good run one notice', () => {
    expect(
      renderAnnotations([report(reference, { baseline, thresholds: { jsonExact: 0.9 } })]).map(readCommand),
    ).toMatchObject([
      { kind: 'error', properties: { title: expect.stringMatching(/^EdgeJSON threshold not met/) } },
      {
        kind: 'error',
        properties: { title: 'threshold not met: jsonExact' },
        message: 'jsonExact is 55.7 %, must be at least 90.0 %',
      },
    ])
    expect(
      renderAnnotations([report(reference, { baseline })]).map((line) => readCommand(line)?.kind),
    ).toEqual(['notice'])
  })

  test('ten of each kind at most, the verdicts among them', () => {
    const all = report(collected({ examples: 158, fate: () => 'no_json' }), { baseline })
    const lines = renderAnnotations([all, report(reference, { baseline })])
    expect(lines.map((line) => readCommand(line)?.kind)).toEqual([
      'error',
      'notice',
      ...Array(9).fill('error'),
    ])
    expect(lines[0]).toContain('88 lost')
  })

  test('a dataset outside the repository has no place', () => {
    const lines = renderAnnotations([report(worse, { baseline })], { fileOf: () => null })
    for (const line of lines) expect(readCommand(line)?.properties).not.toHaveProperty('file')
  })

  test('hostile names stay in their annotation', () => {
    fc.assert(
      fc.property(hostileText, (name) => {
        const text = `${name}\n::error::x,file=y`
        const run = collected({
          examples: 40,
          fate: (line) => (line <= 6 ? 'omission' : 'exact'),
          change: ({ line }) => ({ id: `${line}${text}` }),
          meta: { model: { ...model, id: text }, path: text },
        })
        const before = collected({
          examples: 40,
          change: ({ line }) => ({ id: `${line}${text}` }),
          meta: { path: text },
        })
        const lines = renderAnnotations([report(run, { baseline: baselineOf(before) })])
        expect(lines).toHaveLength(7)
        for (const line of lines) {
          const { kind, properties } = readCommand(line) ?? {}
          expect(kind).toBe('error')
          expect(['', printable(text)]).toContain(properties?.file ?? '')
        }
      }),
      { numRuns: 40 },
    )
  })
})

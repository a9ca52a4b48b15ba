import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { THE_BASELINE } from '../../plugin/records/baseline-source.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Completion } from '../../plugin/records/completion.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import { renderHtml } from '../render/html/render-html.ts'
import { baselineOf, collected, type Fate, report, typicalFate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { analyse } from './analyse.ts'

const said = (run: Parameters<typeof report>[0], judged?: Parameters<typeof report>[1]): readonly string[] =>
  analyse(report(run, judged)).sentences

/** All examples of the `complex` schemas of the benchmark, which come last in each round of 16. */
const complexOf = (line: number): boolean => line % 16 >= 13

const completion =
  (change: Partial<Completion>) =>
  (record: CaseRecord): Partial<CaseRecord> =>
    record.completion === null ? {} : { completion: { ...record.completion, ...change } }

const scores =
  (change: (card: ScoreCard) => Partial<ScoreCard>) =>
  ({ scores }: CaseRecord): Partial<CaseRecord> =>
    scores === null ? {} : { scores: { ...scores, ...change(scores) } }

describe('nothing to explain', () => {
  test('all exact', () => {
    expect(said(collected({ examples: 12 }))).toEqual(['All 12 outputs are exact.'])
    expect(said(collected({ examples: 1 }))).toEqual(['The one output is exact.'])
  })

  test('nothing scored', () => {
    expect(said(collected({ examples: 3, fate: () => 'timeout' }))).toEqual([
      'No output was scored.',
      '3 of 3 examples have no output (ENGINE_TIMEOUT 3): repair that before judging the model.',
    ])
  })
})

test('examples without an output come first', () => {
  const run = collected({ examples: 30, fate: (line) => (line === 5 ? 'timeout' : typicalFate(line)) })
  expect(said(run)[0]).toBe(
    '1 of 30 examples has no output (ENGINE_TIMEOUT 1): repair that before judging the model.',
  )
})

describe('the token limit', () => {
  const fate = (line: number): Fate => (complexOf(line) && line % 4 !== 0 ? 'truncated' : 'exact')
  const cut = (change: Partial<Completion>): readonly string[] =>
    said(collected({ examples: 160, fate, change: completion({ text: '{"total', ...change }) }))

  test('is blamed before the model', () => {
    expect(cut({ tokensOut: 2048 })[0]).toBe(
      '30 of 30 complex outputs ran into the token limit (2,048): raise it before judging the model.',
    )
  })

  test('is not blamed where the context ended first', () => {
    expect(cut({ tokensIn: 1348, tokensOut: 700 })[0]).toBe(
      "30 of 30 complex outputs ran out of the model's context (2,048 tokens): prompts must be shorter or the context longer.",
    )
  })

  test('is blamed where the context had room left', () => {
    expect(cut({ tokensIn: 100, tokensOut: 700 })[0]).toMatch(/raise it/)
  })

  test('is not named as cause where the completion never ends', () => {
    expect(cut({ tokensOut: 2048, text: '{"total": 1, '.repeat(50) })[0]).toMatch(
      /^30 of 30 complex outputs did not end, .* check for repetition/,
    )
  })

  test('white space makes no output endless', () => {
    expect(cut({ tokensOut: 2048, text: `{${' '.repeat(900)}"total"` })[0]).toMatch(/raise it/)
  })

  test('counts all outputs where no complexity stands out', () => {
    const run = collected({ examples: 32, fate: (line) => (line % 2 === 0 ? 'truncated' : 'exact') })
    expect(
      said({ ...run, cases: run.cases.map((each) => ({ ...each, ...completion({ text: '{' })(each) })) })[0],
    ).toMatch(/^16 of 32 outputs /)
  })

  test('is not worth a sentence for one of many misses', () => {
    const run = collected({ examples: 40, fate: (line) => (line === 1 ? 'truncated' : 'wrong_value') })
    expect(said(run).join(' ')).not.toContain('token limit')
  })
})

test('outputs without JSON point to the prompt', () => {
  const fate = (line: number): Fate =>
    line % 3 === 0 ? 'no_json' : line % 3 === 1 ? 'invalid_json' : 'exact'
  expect(said(collected({ examples: 30, fate }))[0]).toBe(
    '20 of 20 misses contain no JSON (no_json 10, invalid_json 10): check the prompt template first.',
  )
  expect(
    said(
      collected({
        examples: 30,
        fate: (line) => (line < 12 ? 'wrong_value' : line < 14 ? 'no_json' : 'exact'),
      }),
    ).join(' '),
  ).not.toContain('no JSON')
})

describe('what changed', () => {
  const before = collected({ examples: 40, fate: (line) => (line <= 3 ? 'omission' : 'exact') })
  const after = collected({ examples: 40, fate: (line) => (line <= 12 ? 'omission' : 'exact') })

  test('the class that rose', () => {
    const baseline = baselineOf(before)
    expect(analyse(report(after, { baseline }), baseline.entries).sentences[0]).toBe(
      'omission rose from 3 to 12 since the baseline.',
    )
  })

  test('against another project, which the sentence, the notes and the page name', () => {
    const baseline = baselineOf(before)
    const judged = report(after, {
      baseline,
      origin: { kind: 'project', project: 'fp32' },
      gate: { against: 'fp32' },
    })
    const analysis = analyse(judged, baseline.entries)
    expect(analysis.sentences[0]).toBe('omission rose from 3 to 12 against the project fp32.')
    expect(judged.outcome.notes.join()).not.toContain('baseline')
    expect(judged.outcome.notes.join()).toContain('in text from those of the project fp32')
    const page = [...renderHtml([judged], { analyses: [analysis] })].join('')
    expect(page).toContain('Error classes against the project fp32')
    expect(page).toContain('the project fp32 as a tick')
    expect(page).not.toContain('the baseline as a tick')
    // A baseline file that is named for the analysis is the reference of its sentence, whatever the gate compared.
    expect(analyse(judged, baseline.entries, THE_BASELINE).sentences[0]).toContain('since the baseline')
  })

  test('a reference that is no baseline, whatever it is called', () => {
    const baseline = baselineOf(before)
    const analysis = analyse(report(after), baseline.entries, { text: 'the baseline', isBaseline: false })
    expect(analysis.sentences[0]).toBe('omission rose from 3 to 12 against the baseline.')
    const page = [...renderHtml([report(after)], { analyses: [analysis] })].join('')
    expect(page).toMatch(/>Reference</)
    expect(page).not.toMatch(/>Baseline</)
  })

  test('what lost examples miss by, where the baseline is not at hand', () => {
    expect(said(after, { baseline: baselineOf(before) })[0]).toBe(
      '9 of 9 lost examples now miss by omission.',
    )
  })
})

test('one field that is lost again and again', () => {
  const run = collected({
    examples: 20,
    fate: (line) => (line <= 9 ? 'wrong_value' : 'exact'),
    change: () => ({ schemaId: 'invoice' }),
  })
  expect(said(run)[0]).toBe('$.total of invoice is wrong in 9 of 20 outputs, mostly wrong_value.')
  const without = collected({
    examples: 20,
    fate: (line) => (line <= 9 ? 'wrong_value' : 'exact'),
    change: () => ({ schemaId: null }),
  })
  expect(said(without)[0]).toBe('$.total is wrong in 9 of 20 outputs, mostly wrong_value.')
})

test('a type that stands for another', () => {
  const run = collected({ examples: 160, fate: (line) => (line % 8 === 0 ? 'wrong_type' : 'exact') })
  expect(said(run).join(' ')).toContain('20 outputs have a string in place of a number.')
})

test('a schema without an exact output', () => {
  const run = collected({ examples: 160, fate: (line) => (line % 16 === 7 ? 'hallucination' : 'exact') })
  expect(said(run).join(' ')).toContain('None of 10 api_response outputs is exact.')
  const two = collected({
    examples: 160,
    fate: (line) => (line % 16 === 7 || line % 16 === 2 ? 'no_json' : 'exact'),
  })
  expect(said(two).join(' ')).toContain('No output is exact in 2 schemas: api_response, log_entry.')
})

test('exact outputs in other text', () => {
  const change = scores((card) => ({ strict: { ...card.strict, jsonExact: false } }))
  expect(said(collected({ examples: 20, change }))).toEqual([
    'All 20 outputs are exact.',
    '20 of 20 exact outputs are inside other text (a code fence, an explanation): a strict JSON parser rejects them.',
  ])
})

test('length that decides', () => {
  const run = collected({
    examples: 60,
    fate: (line) => (line > 30 ? 'hallucination' : 'exact'),
    change: (record) => ({
      schemaId: `schema ${record.line % 30}`,
      ...completion({ tokensIn: record.line * 10 })(record),
    }),
  })
  expect(said(run).join(' ')).toContain(
    'Long prompts decide: from 310 tokens on 0 of 30 outputs are exact, below 30 of 30.',
  )
})

test('misses that are close', () => {
  const run = collected({
    examples: 30,
    fate: (line) => (line % 2 === 0 ? 'hallucination' : 'exact'),
    change: (record) => ({
      schemaId: null,
      ...scores((card) => ({ differenceCount: card.errorClass === null ? 0 : 1 }))(record),
    }),
  })
  expect(said(run).join(' ')).toContain('15 of 15 misses differ in a single value: the model is close.')
})

test('the commonest class, and where', () => {
  const fate = (line: number): Fate => (line % 5 === 0 ? 'hallucination' : line === 3 ? 'omission' : 'exact')
  const change = ({ line }: CaseRecord): Partial<CaseRecord> => ({ schemaId: `schema ${line}` })
  expect(said(collected({ examples: 40, fate, change })).at(-1)).toMatch(
    /^8 of 9 misses are hallucinations, \d of them in (simple|medium) examples\.$/,
  )
})

test('any run that misses has something to say', () => {
  const run = collected({ examples: 40, fate: (line) => (line === 8 ? 'omission' : 'exact') })
  expect(said(run)).toEqual(['The one miss is omission.'])
})

describe('any run', () => {
  const fates: readonly Fate[] = [
    'exact',
    'truncated',
    'no_json',
    'omission',
    'wrong_type',
    'wrong_value',
    'timeout',
  ]

  test('has at most three sentences, each on one printable line', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 40 }),
        hostileText,
        (list, name) => {
          const run = collected({
            examples: list.length,
            fate: (line) => list[line - 1] ?? 'exact',
            change: ({ line }) => (line % 2 === 0 ? { schemaId: name, complexity: name } : {}),
          })
          const sentences = said(run)
          expect(sentences.length).toBeGreaterThanOrEqual(1)
          expect(sentences.length).toBeLessThanOrEqual(3)
          for (const sentence of sentences) {
            expect(sentence).toMatch(/\.$/)
            expect(sentence).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\u2028]/u)
            expect(sentence.length).toBeLessThan(400)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

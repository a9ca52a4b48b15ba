import { describe, expect, it } from 'vitest'
import type { Example } from '../records/example.ts'
import type { PromptFrame, Shot } from '../records/prompt-frame.ts'
import { ExampleHasher } from './hash-example.ts'
import { loadDataset } from './load/load-dataset.ts'
import { loadShots } from './load-shots.ts'
import { renderPrompt, templateFingerprint } from './prompt-template.ts'
import { textLoader, twoSchemas } from './test-support/load-text.ts'

const { load, folder } = textLoader()
const example: Example = {
  id: 'a',
  line: 1,
  schemaId: 'invoice',
  complexity: null,
  source: null,
  critical: false,
  prompt: 'No. 7',
  expected: { no: 7 },
}
const shot: Shot = { id: 's', prompt: 'No. 5', schemaId: 'invoice', answer: '{"no": 5}' }
const frame = (change: Partial<PromptFrame>): PromptFrame => ({ system: null, shots: [], ...change })
const render = (template: string, change: Partial<PromptFrame>, more: Partial<Example> = {}) =>
  renderPrompt(template, { ...example, ...more }, twoSchemas, frame(change))

describe('few-shot examples', () => {
  it('come before a text prompt, each with its value', () => {
    expect(render('Text: {prompt}\nJSON:', { shots: [shot, shot] })).toEqual({
      kind: 'text',
      text: 'Text: No. 5\nJSON: {"no": 5}\n\nText: No. 5\nJSON: {"no": 5}\n\nText: No. 7\nJSON:',
    })
    expect(render('{prompt}\n', { shots: [shot] }).text).toBe('No. 5\n{"no": 5}\n\nNo. 7\n')
  })

  it('are turns of a chat, after its system turn', () => {
    const messages = [{ role: 'system', content: 'own' } as const, { role: 'user', content: 'Hi' } as const]
    expect(render('official', { shots: [shot] }, { messages }).messages).toMatchObject([
      { role: 'system', content: 'own' },
      { role: 'user', content: expect.stringContaining('No. 5') },
      { role: 'assistant', content: '{"no": 5}' },
      { role: 'user', content: 'Hi' },
    ])
  })
})

describe('a system prompt', () => {
  it('makes a conversation of a text, with the placeholders of schemas', () => {
    const { kind, messages } = render('Text: {prompt}', {
      system: '{schema_id} {schema} {prompt}',
      shots: [shot],
    })
    expect(kind).toBe('chat')
    expect(messages).toEqual([
      { role: 'system', content: 'invoice {} ' },
      { role: 'user', content: 'Text: No. 5' },
      { role: 'assistant', content: '{"no": 5}' },
      { role: 'user', content: 'Text: No. 7' },
    ])
  })

  it('leaves the system turn of a conversation', () => {
    const messages = [{ role: 'system', content: 'own' } as const, { role: 'user', content: 'Hi' } as const]
    expect(render('official', { system: 'ours' }, { messages }).messages).toEqual(messages)
    expect(render('official', { system: 'ours' }, { messages: messages.slice(1) }).messages).toEqual([
      { role: 'system', content: 'ours' },
      { role: 'user', content: 'Hi' },
    ])
  })
})

it('both are part of example hash and fingerprint', () => {
  const frames = [
    frame({}),
    frame({ system: 'x' }),
    frame({ shots: [shot] }),
    frame({ shots: [{ ...shot, answer: '{}' }] }),
  ]
  const hashes = frames.map(
    (each) => new ExampleHasher('official', twoSchemas, null, each).hash(example).prompt,
  )
  expect(new Set(hashes).size).toBe(frames.length)
  const prints = frames.map((each) => templateFingerprint('official', each))
  expect(new Set(prints.map(({ templateSha256 }) => templateSha256)).size).toBe(frames.length)
  expect(prints.map(({ template }) => template)).toEqual(['official', 'custom', 'custom', 'custom'])
})

describe('the file of few-shot examples', () => {
  const line = (id: string, prompt = id) => JSON.stringify({ id, prompt, expected: { id } })
  const shots = (text: string, count?: number, tested: string = line('t')) =>
    loadShots(
      { file: folder.write('train.jsonl', text), ...(count === undefined ? {} : { count }) },
      { label: 'train.jsonl', schemas: twoSchemas },
      [{ label: 'test.jsonl', examples: load(tested).examples }],
    ).map(({ id, answer }) => [id, answer])

  it('gives the first ones', () => {
    const text = ['a', 'b', 'c', 'd'].map((id) => line(id)).join('\n')
    expect(shots(text)).toHaveLength(3)
    expect(shots(text, 1)).toEqual([['a', '{"id":"a"}']])
  })

  it.each([
    [line('a'), 2, /examples.count is 2, but train.jsonl has 1 examples/],
    [`${line('a')}\n{`, 2, /train.jsonl:2: the line is not JSON/],
    [
      `${line('a')}\n${line('b', ' T ')}`,
      2,
      /few-shot example train.jsonl:2 is also tested, at test.jsonl:1: .*would be shown its expected value/,
    ],
  ])('%s for %i is an error', (text, count, message) => {
    expect(() => shots(text, count)).toThrow(message)
  })

  it('may hold tested lines behind the ones that are taken', () => {
    expect(shots(`${line('a')}\n${line('b', 't')}`, 1)).toHaveLength(1)
  })
})

describe('accepted values', () => {
  const one = (more: object, fields?: Record<string, string>) => {
    const { examples, problems } = load(JSON.stringify({ id: 'a', prompt: 'x', ...more }), fields)
    return examples[0] ?? problems[0]?.reason
  }

  it.each([
    [{ expected: 1, accepted: [2, '[3]'] }, undefined, { expected: 1, accepted: [2, [3]] }],
    [{ accepted: [2, 3] }, undefined, { expected: 2, accepted: [3] }],
    [{ golds: '[2, 3]' }, { accepted: 'golds' }, { expected: 2, accepted: [3] }],
  ])('%j', (more, fields, values) => {
    expect(one(more, fields)).toMatchObject(values)
  })

  it.each([
    [
      { expected: 1, accepted: 2 },
      /"accepted" is the number 2; it must be a list of the values that are right/,
    ],
    [{ expected: 1, accepted: [] }, /"accepted" is an empty list/],
    [{ expected: 1, accepted: ['{'] }, /"accepted" is a text that begins like JSON but is not valid/],
  ])('%j is an error', (more, message) => {
    expect(one(more)).toMatch(message)
  })

  it('are part of the hash, whatever their order', () => {
    const hash = (more: Partial<Example>) =>
      new ExampleHasher('official', twoSchemas, null).hash({ ...example, ...more }).expected
    expect(hash({ expected: 1, accepted: [2, 3] })).toBe(hash({ expected: 3, accepted: [1, 2] }))
    expect(hash({ expected: 1, accepted: [2] })).not.toBe(hash({ expected: 1 }))
    expect(hash({ expected: 1, accepted: [2] })).not.toBe(hash({ expected: 1, accepted: [3] }))
    expect(hash({ expected: [1, 2] })).not.toBe(hash({ expected: 1, accepted: [2] }))
  })

  it('come from a gold file too', () => {
    const gold = { file: folder.write('gold.jsonl', '{"id":"a","accepted":[1,2]}') }
    const file = folder.write('d.jsonl', '{"id":"a","prompt":"x"}')
    expect(loadDataset(file, { gold }).examples).toMatchObject([{ expected: 1, accepted: [2] }])
  })
})

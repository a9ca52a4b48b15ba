import { describe, expect, it, test } from 'vitest'
import { ExampleHasher } from '../hash-example.ts'
import { renderPrompt } from '../prompt-template.ts'
import { textLoader, twoSchemas } from '../test-support/load-text.ts'

const { load } = textLoader()

const system = { role: 'system', content: 'Return JSON.' }
const user = { role: 'user', content: 'Ada, 36' }
const assistant = { role: 'assistant', content: '{"name":"Ada"}' }
const line = (messages: unknown, more: object = {}): string => JSON.stringify({ id: 'a', messages, ...more })

/** The example, or the reason why there is none. */
function one(text: string, fields?: Record<string, string>) {
  const { examples, problems } = load(text, fields)
  return examples[0] ?? problems[0]?.reason
}

describe('a conversation', () => {
  it.each([[undefined], [{ prompt: 'messages' }]])('ends with its expected value (fields %j)', (fields) => {
    expect(one(line([system, user, assistant]), fields)).toMatchObject({
      prompt: 'system: Return JSON.\n\nuser: Ada, 36',
      messages: [system, user],
      expected: { name: 'Ada' },
    })
  })

  it('never sends the answer, wherever the expected value is', () => {
    const fields = { prompt: 'messages', expected: 'messages[-1].content' }
    expect(one(line([user, assistant]), fields)).toMatchObject({
      messages: [user],
      expected: { name: 'Ada' },
    })
    const elsewhere = line([user, { role: 'assistant', content: null, tool_calls: [] }], { gold: 7 })
    expect(one(elsewhere, { expected: 'gold' })).toMatchObject({ messages: [user], expected: 7 })
  })

  it('has several turns and texts in parts', () => {
    const parts = [
      { type: 'text', text: 'Ada, ' },
      { type: 'text', text: '36' },
    ]
    expect(one(line([user, assistant, { role: 'user', content: parts }, assistant]))).toMatchObject({
      messages: [user, assistant, user],
    })
  })

  test.each([
    [[], /has no turn of the user/],
    [[assistant], /has no turn of the user before the answer/],
    [[system, assistant], /ends with a turn of the system before the answer/],
    [['x', {}], /turn 1 is the text "x"; it must be \{ role, content \}/],
    [[{ role: 'tool', content: 'x' }, user, assistant], /turn 1 has the role "tool"; it must be "system"/],
    [[{ content: 'x' }, user], /has the role undefined/],
    [[{ role: 'user', content: 5 }], /turn 1 has the content the number 5; it must be a text/],
    [[{ role: 'user', content: [{ type: 'image_url' }] }], /has the content an array/],
    [[{ role: 'user', content: ' ' }, assistant], /content " "; it must not be blank/],
    [[user], /the line has no "expected" \(or "expected_output"\)/],
    [[user, { role: 'assistant', content: '```json\n{}\n```' }], /begins with a code fence/],
  ])('%j is no conversation', (messages, reason) => {
    expect(one(line(messages))).toMatch(reason)
  })
})

describe('the prompt of a conversation', () => {
  const example = load(line([system, user, assistant])).examples[0]
  if (example === undefined) throw new Error('no example')

  it('is its turns with the default template', () => {
    expect(renderPrompt('official', example)).toEqual({
      kind: 'chat',
      text: example.prompt,
      messages: [system, user],
    })
  })

  it('has the template around the last turn', () => {
    expect(renderPrompt('Text: {prompt}', example).messages).toEqual([
      system,
      { role: 'user', content: 'Text: Ada, 36' },
    ])
  })

  it('is hashed with its roles and all turns', () => {
    const hashOf = (messages: object[]) => {
      const [each] = load(line([...messages, assistant])).examples
      if (each === undefined) throw new Error('no example')
      return new ExampleHasher('official', twoSchemas, null).hash(each).prompt
    }
    const prompts = [
      [user],
      [system, user],
      [{ ...system, role: 'user' }, user],
      [{ ...system, content: 'x' }, user],
    ]
    expect(new Set(prompts.map(hashOf)).size).toBe(prompts.length)
  })
})

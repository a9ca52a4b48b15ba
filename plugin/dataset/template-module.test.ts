import { expect, test } from 'vitest'
import type { Example } from '../records/example.ts'
import { ExampleHasher } from './hash-example.ts'
import { promptPattern, renderPrompt, templateFingerprint } from './prompt-template.ts'
import { type RenderTemplate, TemplateModule } from './template-module.ts'
import { twoSchemas } from './test-support/load-text.ts'

const module = (exported: unknown, sha256 = 'a'.repeat(64)) =>
  new TemplateModule('/evals/prompt.mjs', sha256, exported)
const example: Example = {
  id: 'e1',
  line: 1,
  schemaId: null,
  complexity: null,
  source: null,
  critical: false,
  prompt: 'Ada, 36',
  expected: { age: 36 },
}

test('the module has text, turns and schema of the example, and returns a text or a conversation', () => {
  const seen: unknown[] = []
  const text: RenderTemplate = (given) => {
    seen.push(given)
    return `Read: ${given.prompt}`
  }
  const schema = { type: 'object' }
  expect(renderPrompt(module(text), { ...example, schema }, twoSchemas)).toEqual({
    kind: 'text',
    text: 'Read: Ada, 36',
  })
  expect(seen).toEqual([{ id: 'e1', prompt: 'Ada, 36', schemaId: null, schema }])
  const turns: RenderTemplate = ({ prompt }) => [
    { role: 'system', content: 'JSON only' },
    { role: 'user', content: prompt },
  ]
  expect(renderPrompt(module(turns), example)).toEqual({
    kind: 'chat',
    text: 'system: JSON only\n\nuser: Ada, 36',
    messages: turns({ ...example, schema: null }),
  })
})

test('it gets a copy', () => {
  const schema = { type: 'object' }
  const vandal = module((given: { schema: { type: string }; prompt: string }) => {
    given.schema.type = 'changed'
    return given.prompt
  })
  renderPrompt(vandal, { ...example, schema }, twoSchemas)
  expect(schema).toEqual({ type: 'object' })
})

test.each([
  ['', /returned ""; it must return a text that is not empty, or turns/],
  [undefined, /returned undefined/],
  [Promise.resolve('x'), /it must return a text/],
  [[], /it must return a text/],
  [[{ role: 'assistant', content: 'x' }], /of which the last one is the user's \(example "e1"\)/],
  [[{ role: 'user', content: 7 }], /it must return a text/],
])('%j is no prompt', (made, message) => {
  expect(() =>
    renderPrompt(
      module(() => made),
      example,
    ),
  ).toThrow(message)
})

test('what it throws becomes an error that names module and example', () => {
  const broken = module(() => {
    throw new Error('no such field')
  })
  expect(() => renderPrompt(broken, example)).toThrow(
    'the template module "/evals/prompt.mjs" threw no such field (example "e1").',
  )
  expect(() => module(7).check()).toThrow(/exports number as default; it must export a function/)
})

test('its hash is in the fingerprint, its prompt in the example hash; prompts have no common pattern', () => {
  const [a, b] = [module(() => 'x'), module(() => 'x', 'b'.repeat(64))].map((each) =>
    templateFingerprint(each),
  )
  expect(a?.template).toBe('custom')
  expect(a?.templateSha256).not.toBe(b?.templateSha256)
  const hash = (text: string) =>
    new ExampleHasher(
      module(() => text),
      twoSchemas,
      null,
    ).hash(example).prompt
  expect(hash('x')).toBe(hash('x'))
  expect(hash('x')).not.toBe(hash('y'))
  expect(promptPattern(module(({ prompt }: { prompt: string }) => prompt))).toBeNull()
})

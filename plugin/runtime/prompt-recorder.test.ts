import { expect, test } from 'vitest'
import { promptPattern, renderPrompt } from '../dataset/index.ts'
import { NO_FRAME, type PromptFrame } from '../records/prompt-frame.ts'
import { promptRecord, renderedPrompt } from '../records/prompt-record.ts'
import { PromptRecorder } from './prompt-recorder.ts'
import { Redaction } from './redaction.ts'

const schema = { type: 'object' } as const
const example = { id: 'a', prompt: 'Ada, {prompt} 36', schemaId: 'person', schema }
const shot = { id: 's', prompt: 'Bob, 5', schemaId: 'person', schema, answer: '{"age":5}' }

function recorded(template: string, frame: PromptFrame, redaction: Redaction | null = null, length?: number) {
  const pattern = promptPattern(template, frame)
  const prompt = renderPrompt(template, example, null, frame)
  const recorder = new PromptRecorder(
    pattern === null ? null : promptRecord(pattern),
    redaction,
    length,
  ).record(example, prompt)
  const report = pattern === null || redaction !== null ? {} : { prompt: promptRecord(pattern) }
  return {
    recorder,
    prompt,
    shown: renderedPrompt(report, { hash: {}, prompt: example.prompt, ...recorder }),
  }
}

const frames: readonly PromptFrame[] = [
  NO_FRAME,
  { system: 'Answer {schema_id}.', shots: [] },
  { system: 'Answer.', shots: [shot] },
  { system: null, shots: [shot] },
]

test.each(['official', 'chat', 'Read {prompt}: {prompt}', '{prompt} as {schema}'])(
  'what a report has is the rendered prompt: %s',
  (template) => {
    for (const frame of frames) {
      const { prompt, shown } = recorded(template, frame)
      expect(shown).toEqual(promptRecord(prompt))
    }
  },
)

test('a prompt that the pattern gives takes no space', () => {
  expect(recorded('official', NO_FRAME).recorder).toEqual({})
  expect(recorded('chat', { system: 'Answer.', shots: [shot] }).recorder).toEqual({})
  expect(recorded('{prompt} {schema}', NO_FRAME).recorder).toHaveProperty('rendered.text')
})

test('beyond the space for all prompts there is none', () => {
  expect(recorded('{prompt} {schema}', NO_FRAME, null, 10).recorder).toEqual({ rendered: null })
})

test('withheld texts leave nothing, a redaction function changes every text', () => {
  expect(recorded('official', NO_FRAME, new Redaction(null)).recorder).toEqual({})
  const redaction = new Redaction((text) => text.replaceAll(/\d/g, '#'))
  expect(recorded('Read {prompt}', { system: 'Level 3', shots: [shot] }, redaction).recorder).toEqual({
    rendered: {
      kind: 'chat',
      messages: [
        { role: 'system', content: 'Level #' },
        { role: 'user', content: 'Read Bob, #' },
        { role: 'assistant', content: '{"age":#}' },
        { role: 'user', content: 'Read Ada, {prompt} ##' },
      ],
    },
  })
})

test('a prompt that could not be rendered leaves nothing', () => {
  expect(new PromptRecorder(null, null).record(example, null)).toEqual({})
})

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHAT_TEMPLATE, OFFICIAL_TEMPLATE, renderPrompt, templateFingerprint } from './prompt-template.ts'
import { SchemaRegistry } from './schemas/schema-registry.ts'

const schemas = new SchemaRegistry([
  {
    id: 'rating',
    complexity: 'simple',
    schema: { type: 'object', title: '{prompt} $&' },
    file: 'rating.json',
  },
])
const example = { id: 'a', prompt: 'the text', schemaId: 'rating' }

/** Half a surrogate pair included. */
const utf16Unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))

describe('renderPrompt', () => {
  it('writes the official prompt to the letter', () => {
    expect(renderPrompt('official', example)).toEqual({
      kind: 'text',
      text: 'Extract the structured JSON data from the following text.\n\nInput: the text\n\nOutput:',
    })
  })

  it('makes one user message for the chat template of the model', () => {
    const { kind, text } = renderPrompt('chat', example)
    expect(kind).toBe('chat')
    expect(text).toBe(CHAT_TEMPLATE.replace('{prompt}', 'the text'))
  })

  it('fills in schema and name, and leaves other braces alone', () => {
    const { text } = renderPrompt('{"x": {y}} {schema_id} {schema} <{prompt}> {prompt}', example, schemas)
    expect(text).toBe('{"x": {y}} rating {"type":"object","title":"{prompt} $&"} <the text> the text')
  })

  it('says what is missing where the schema is not known', () => {
    const without = { ...example, schemaId: null }
    expect(() => renderPrompt('{prompt} {schema}', without, schemas)).toThrow(/the example "a" names none/)
    expect(() => renderPrompt('{prompt} {schema_id}', without, schemas)).toThrow(/names none/)
    const unknown = { ...example, schemaId: 'none' }
    expect(() => renderPrompt('{prompt} {schema}', unknown, schemas)).toThrow(
      /there is no JSON Schema "none"/,
    )
    expect(() => renderPrompt('{prompt} {schema}', example, null)).toThrow(/there is no JSON Schema "rating"/)
    expect(renderPrompt('{prompt} {schema_id}', unknown, null).text).toBe('the text none')
  })

  it.each(['', 'Extract:', '{ prompt }', '{Prompt}', '$prompt', 'Chat'])(
    'refuses %j, which has no {prompt}',
    (template) => {
      expect(() => renderPrompt(template, example)).toThrow(expect.objectContaining({ code: 'BAD_OPTION' }))
      expect(() => templateFingerprint(template)).toThrow(/contains \{prompt\}/)
    },
  )

  it('hands the text of the example on untouched, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: utf16Unit }),
      fc
        .array(
          fc.constantFrom(
            '$&',
            '$1',
            '$`',
            "$'",
            '$$',
            '{prompt}',
            '{schema}',
            '{schema_id}',
            '\\',
            '\u2028',
          ),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(hostile, (prompt) => {
        const [before = '', after = ''] = OFFICIAL_TEMPLATE.split('{prompt}')
        expect(renderPrompt('official', { ...example, prompt }).text).toBe(before + prompt + after)
        expect(renderPrompt('{prompt}|{schema_id}', { ...example, prompt }).text).toBe(`${prompt}|rating`)
      }),
    )
  })
})

describe('templateFingerprint', () => {
  it('names the kind and hashes the wording', () => {
    expect(templateFingerprint('official')).toEqual({
      template: 'official',
      templateSha256: createHash('sha256').update(`text\n${OFFICIAL_TEMPLATE}`).digest('hex'),
    })
    expect(templateFingerprint('chat').template).toBe('chat')
    expect(templateFingerprint('{prompt}').template).toBe('custom')
  })

  it('takes the official wording for official, however it is given', () => {
    expect(templateFingerprint(OFFICIAL_TEMPLATE)).toEqual(templateFingerprint('official'))
  })

  it('distinguishes what reaches the model in different forms', () => {
    const hashes = ['official', 'chat', CHAT_TEMPLATE, '{prompt}', '{prompt} '].map(
      (template) => templateFingerprint(template).templateSha256,
    )
    expect(new Set(hashes).size).toBe(hashes.length)
  })
})

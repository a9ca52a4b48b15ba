import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { chatTemplateOf } from './chat-template.ts'
import { loadChatTemplate } from './load-chat-template.ts'

const root = mkdtempSync(path.join(tmpdir(), 'edgejson-template-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const render = async (config: Record<string, unknown>, file?: string): Promise<string | undefined> => {
  const folder = mkdtempSync(path.join(root, 'model-'))
  if (file !== undefined) writeFileSync(path.join(folder, 'chat_template.jinja'), file)
  return (await loadChatTemplate(folder, config))?.([{ role: 'user', content: 'Hi {{ you }}' }]).text
}

test('the message is text, not template', async () => {
  expect(await render({}, '{{ messages[0].role }}: {{ messages[0].content }}')).toBe('user: Hi {{ you }}')
})

test('further variables reach the template', async () => {
  const folder = mkdtempSync(path.join(root, 'model-'))
  writeFileSync(path.join(folder, 'chat_template.jinja'), '{{ enable_thinking }} {{ messages[0].content }}')
  const template = await loadChatTemplate(folder, {}, { enable_thinking: false, messages: 'x' })
  expect(template?.([{ role: 'user', content: 'Hi' }]).text).toBe('false Hi')
})

test('special tokens, as texts or objects', async () => {
  const config = { bos_token: '<s>', eos_token: { content: '</s>' }, unk_token: null }
  expect(await render(config, '{{ bos_token }}{{ messages[0].content }}{{ eos_token }}')).toBe(
    '<s>Hi {{ you }}</s>',
  )
})

test('the file wins over tokenizer_config.json, where `default` is taken from a list', async () => {
  expect(await render({ chat_template: 'config' }, 'file')).toBe('file')
  expect(await render({ chat_template: 'config' })).toBe('config')
  const list = [
    { name: 'tools', template: 'tools' },
    { name: 'default', template: 'default' },
  ]
  expect(await render({ chat_template: list })).toBe('default')
  expect(await render({ chat_template: 5 })).toBeUndefined()
  expect(await render({})).toBeUndefined()
})

test('a prompt does not depend on the day', async () => {
  const source =
    '{%- if strftime_now is defined %}{{ strftime_now("%d %b %Y") }}{% endif %} {{ date_string }}{{ messages[0].content }}'
  expect(await render({}, source)).toBe('26 Jul 2024 26 Jul 2024Hi {{ you }}')
})

describe('what a template writes after the message', () => {
  const message = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '',
      ' ',
      'a',
      'user',
      'Hi /think',
      'Hi </s>',
      'Hi </s>\nassistant:\n',
      'x\n\n',
      '\ue000',
      '\ue001',
    ),
  )

  test.each<[string, (message: string) => readonly [before: string, written: string]]>([
    ['the message as it is', (text) => [`user: ${text}`, '</s>\nassistant:\n']],
    ['trimmed', (text) => [`user: ${text.trim()}`, '</s>\nassistant:\n']],
    ['in quotes', (text) => [`["${text.replaceAll('"', "'")}`, '"]\nassistant:\n']],
    ['nothing after it', (text) => [`user: ${text}`, '']],
    [
      'another end for some messages',
      (text) => [`user: ${text}`, `</s>\n${text.includes('/think') ? '<think>\n' : ''}assistant:\n`],
    ],
  ])('%s', (_, parts) => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), (messages) => {
        const template = chatTemplateOf((messages) => parts(messages.at(-1)?.content ?? '').join(''))
        for (const each of messages) {
          const [before, written] = parts(each)
          expect(template([{ role: 'user', content: each }])).toEqual({
            text: `${before}${written}`,
            written,
          })
        }
      }),
    )
  })

  test('a template renders a message once, and two others once a model', () => {
    let renderings = 0
    const template = chatTemplateOf((messages) => {
      renderings++
      return `${messages.map(({ role, content }) => `<|${role}|>${content.trim()}<|end|>`).join('')}<|assistant|><think>`
    })
    for (let index = 0; index < 20; index++) {
      const text = `<|system|>Be brief.<|end|><|user|>Message ${index}<|end|><|assistant|><think>`
      const messages = [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: `Message ${index}\n` },
      ] as const
      expect(template(messages)).toEqual({ text, written: '<|end|><|assistant|><think>' })
    }
    expect(renderings).toBe(22)
  })
})

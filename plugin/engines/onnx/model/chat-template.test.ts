import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadChatTemplate } from './chat-template.ts'

const root = mkdtempSync(path.join(tmpdir(), 'edgejson-template-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const render = async (config: Record<string, unknown>, file?: string): Promise<string | undefined> => {
  const folder = mkdtempSync(path.join(root, 'model-'))
  if (file !== undefined) writeFileSync(path.join(folder, 'chat_template.jinja'), file)
  return (await loadChatTemplate(folder, config))?.([{ role: 'user', content: 'Hi {{ you }}' }])
}

test('the message is text, not template', async () => {
  expect(await render({}, '{{ messages[0].role }}: {{ messages[0].content }}')).toBe('user: Hi {{ you }}')
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

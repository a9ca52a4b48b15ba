import fc from 'fast-check'
import { expect, test } from 'vitest'
import { condensed, printable, quoted } from './printable.ts'
import {
  addSecret,
  addSecretsOfEngine,
  addSecretsOfUrl,
  redacted,
  redactedOutput,
  redactedParts,
} from './secrets.ts'

const KEY = 'sk-SECRETsecret0123456789+/abcdefABCDEF'
addSecret(KEY)

test.each<[string, string]>([
  ['as it is', KEY],
  ['URL-encoded', encodeURIComponent(KEY)],
  ['URL-encoded in lower case', encodeURIComponent(KEY).replace(/%../g, (code) => code.toLowerCase())],
  ['in hexadecimal', Buffer.from(KEY).toString('hex')],
  ['in base64', Buffer.from(KEY).toString('base64').replace(/=+$/, '')],
])('a secret is removed: %s', (_, form) => {
  expect(redacted(`a ${form} b`)).not.toContain(form)
  expect(redacted(`a ${form} b`)).toMatch(/^a .* b$/)
})

test('a basic authorization header, with a user name of any length', () => {
  for (const user of ['', 'a', 'ab', 'abc']) {
    const header = Buffer.from(`${user}:${KEY}`).toString('base64')
    const middle = header.slice(8, -8)
    expect(redacted(`Basic ${header}`)).not.toContain(middle)
  }
})

test('a short value is removed as a word, and never from the output of a model', () => {
  addSecret('password1')
  expect(redacted('password1 password12 my-password1, "password1"')).toBe('… password12 my-password1, "…"')
  expect(redactedOutput('{"password1": 1}')).toBe('{"password1": 1}')
  expect(redactedOutput(`{"a": "${KEY}"}`)).toBe('{"a": "…"}')
})

test('names of models, versions, media types and cache keys in options are no secrets', () => {
  const names = [
    'gpt-4o-mini-2024-07-18',
    '2024-02-15-preview',
    'meta-llama/Llama-3.1-8B-Instruct',
    'run-of-2024-07-18',
  ]
  const [model = '', version = '', route = '', cache = ''] = names
  addSecretsOfEngine({
    headers: { 'x-model': model, accept: 'application/vnd.api1+json' },
    query: { 'api-version': version, route },
    body: { prompt_cache_key: cache, stop_token: '<|endoftext|>' },
  })
  const text = [...names, 'application/vnd.api1+json', '<|endoftext|>'].join(' ')
  expect(redactedParts(text)).toBe(text)
  expect(redactedOutput(text)).toBe(text)
})

test('a key of a field of the body is a secret, however short', () => {
  addSecretsOfEngine({ body: { litellm: { api_key: 'sk-98765' }, 'x-token': '3f0c2a9b71de48aa90cd' } })
  expect(redacted('sk-98765 and 3f0c2a9b71de48aa90cd')).toBe('… and …')
})

test('a placeholder is only removed from what a server writes', () => {
  addSecret('none')
  addSecret('x')
  addSecret('')
  addSecret(undefined)
  expect(redacted('none x y')).toBe('none x y')
  expect(redactedParts('none of x y')).toBe('… of x y')
})

test('user, password and query of a URL', () => {
  addSecretsOfUrl('http://someone1:pass%20word%201@localhost/v1?key=querykey123')
  expect(redacted('someone1 / pass word 1 / querykey123')).toBe('… / … / …')
  addSecretsOfUrl('http://me:hunter22hunter@bro ken')
  expect(redacted('http://me:hunter22hunter@bro ken')).toBe('http://…@bro ken')
})

test.each<[string, string]>([
  [`the key ${KEY.slice(0, 12)} is wrong`, 'the key … is wrong'],
  [`the key sk-SE***DEF is wrong`, 'the key … is wrong'],
  [`Incorrect API key provided: sk-SECRE*********CDEF.`, 'Incorrect API key provided: ….'],
  ['wait *** what...now', 'wait *** what...now'],
])('parts of it in the words of a server: %s', (text, expected) => {
  expect(redactedParts(text)).toBe(expected)
})

test('property: wherever a text is cut, no part of a secret is left', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(KEY, encodeURIComponent(KEY), ' ', 'word ', '#[', '\u001b', '\n'), {
        maxLength: 12,
      }),
      fc.nat(200),
      fc.integer({ min: 1, max: 260 }),
      (pieces, before, limit) => {
        const text = '-'.repeat(before) + pieces.join('')
        for (const shown of [printable(text, limit), condensed(text, limit), quoted(text, limit)]) {
          expect(shown).not.toContain(KEY.slice(0, 6))
          expect(shown).not.toContain(KEY.slice(-6))
        }
      },
    ),
  )
})

test('property: a text without secrets stays as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(redacted(text)).toBe(text)
    }),
  )
})

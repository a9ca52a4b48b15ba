import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunk, events } from '../test-support/local-server.ts'
import { ServerError } from '../transport/server-error.ts'
import { readStream, type StreamFormat } from './read-stream.ts'
import { StreamStop } from './stream-stop.ts'

/** What a stream is read as: its text, body and stop, or its error. */
async function outcomeOf(bytes: Uint8Array, cuts: readonly number[], format: StreamFormat): Promise<unknown> {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  )
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const [index, from] of at.entries()) {
      const piece = bytes.subarray(from, at[index + 1] ?? from)
      if (piece.length > 0) yield piece
    }
  }
  const api = format === 'sse' ? 'chat' : 'ollama'
  try {
    const { body, stopped } = await readStream(
      api,
      { format, chunks: pieces(), started: 0 },
      new StreamStop({}, undefined),
    )
    return { body, stopped }
  } catch (error) {
    if (!(error instanceof ServerError)) throw error
    return { code: error.code, message: error.message }
  }
}

const text = fc.oneof(
  fc.constantFrom(
    '{"n":1}',
    '{"é":"日本😀"',
    '}',
    '```json\n',
    '```',
    '\n',
    ' x',
    '<think>',
    '</think>',
    'Sure: ',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)
const event = fc.oneof(
  { weight: 6, arbitrary: text.map((content): unknown => chunk({ content })) },
  fc.constantFrom<unknown>(
    '[DONE]',
    chunk({}, 'stop'),
    chunk({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{' } }] }),
    chunk({ reasoning: 'hm' }),
    { choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } },
    { error: { message: 'boom', code: 500 } },
    'not JSON',
  ),
)
const framed = event.chain((value) =>
  fc
    .constantFrom('\n\n', '\r\n\r\n', '\r\r', '\n: keep-alive\n\n', '\nid: 7\nunknown: x\n\n')
    .map((end) => events(value).trimEnd() + end),
)
const noise = fc.oneof(
  { weight: 4, arbitrary: fc.constant(new Uint8Array()) },
  fc.uint8Array({ maxLength: 12 }),
)

test('property: a completion does not depend on how its bytes are cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(framed, { maxLength: 8 }),
      noise,
      fc.array(fc.nat(2000), { maxLength: 12 }),
      async (parts, tail, cuts) => {
        const bytes = Buffer.concat([Buffer.from(parts.join('')), tail])
        const whole = await outcomeOf(bytes, [], 'sse')
        expect(await outcomeOf(bytes, cuts, 'sse')).toEqual(whole)
        expect(await outcomeOf(bytes, Array.from(bytes.keys()), 'sse')).toEqual(whole)
      },
    ),
    { numRuns: 300 },
  )
})

test('property: nor does one of Ollama', async () => {
  const line = text.chain((content) =>
    fc
      .constantFrom({ done: false }, { done: true, done_reason: 'stop', eval_count: 2 })
      .map((more) => `${JSON.stringify({ message: { content }, ...more })}\n`),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 6 }),
      noise,
      fc.array(fc.nat(800), { maxLength: 8 }),
      async (lines, tail, cuts) => {
        const bytes = Buffer.concat([Buffer.from(lines.join('')), tail])
        expect(await outcomeOf(bytes, cuts, 'ndjson')).toEqual(await outcomeOf(bytes, [], 'ndjson'))
      },
    ),
    { numRuns: 200 },
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServerError } from '../transport/server-error.ts'
import { readCompletion } from './read-completion.ts'

const message = fc.record(
  {
    content: fc.oneof(fc.string(), fc.constant(null), fc.array(fc.jsonValue()), fc.jsonValue()),
    refusal: fc.jsonValue(),
    reasoning_content: fc.jsonValue(),
    tool_calls: fc.oneof(
      fc.array(fc.record({ function: fc.record({ name: fc.string(), arguments: fc.jsonValue() }) })),
      fc.jsonValue(),
    ),
    function_call: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
const choice = fc.record(
  {
    message: fc.oneof(message, fc.jsonValue()),
    text: fc.jsonValue(),
    finish_reason: fc.oneof(
      fc.constantFrom('stop', 'length', 'tool_calls', 'content_filter', 'error'),
      fc.jsonValue(),
    ),
    error: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
const body = fc.record(
  {
    choices: fc.oneof(fc.array(choice), fc.jsonValue()),
    error: fc.oneof(fc.record({ message: fc.jsonValue(), code: fc.jsonValue() }), fc.jsonValue()),
    usage: fc.jsonValue(),
    timings: fc.jsonValue(),
    detail: fc.jsonValue(),
  },
  { requiredKeys: [] },
)

test('property: any body is an answer or an error of the server, and nothing else is thrown', () => {
  fc.assert(
    fc.property(fc.oneof(body, fc.dictionary(fc.string(), fc.jsonValue())), (value) => {
      try {
        const { text, tokensIn, tokensOut, timings, failure } = readCompletion(value)
        expect(typeof text).toBe('string')
        expect(failure).toBeUndefined()
        for (const figure of [tokensIn, tokensOut, ...Object.values(timings ?? {})]) {
          if (figure !== null && figure !== undefined) expect(figure).toBeGreaterThanOrEqual(0)
        }
      } catch (error) {
        if (!(error instanceof ServerError)) throw error
        expect(error.message).not.toBe('')
      }
    }),
    { numRuns: 500 },
  )
})

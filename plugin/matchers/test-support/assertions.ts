import type { Completion } from '../../records/completion.ts'

export const completion = (change: Partial<Completion> = {}): Completion => ({
  text: 'Here: {"name": "Ann", "total": 30.5}',
  finishReason: 'stop',
  tokensIn: 10,
  tokensOut: 5,
  timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 120 },
  replayed: false,
  ...change,
})

/** The message of a failing assertion. */
export function message(assertion: () => void): string {
  try {
    assertion()
  } catch (error) {
    if (error instanceof Error) return error.message
  }
  throw new Error('the assertion passed')
}

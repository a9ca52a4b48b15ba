import { previewJson } from '../scoring/preview-json.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { describeNothing, readSubject, type Subject } from './subject.ts'

/**
 * Passes if there is a JSON value. In a text, prose or a code fence around it is allowed (the lenient
 * extraction). A value that is not a text passes if JSON can express it.
 */
export function toBeValidJSON(received: unknown): MatcherResult {
  let subject: Subject
  try {
    subject = readSubject(received)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { pass: false, message: () => error.message }
  }
  const { extraction } = subject
  return {
    pass: extraction.found,
    message: () =>
      extraction.found
        ? `expected no JSON, but there is: ${previewJson(extraction.value)}`
        : `expected JSON, but ${describeNothing(subject)}`,
  }
}

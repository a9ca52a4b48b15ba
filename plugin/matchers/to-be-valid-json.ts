import { previewJson } from '../scoring/preview-json.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { describeNothing, readSubject, type Subject } from './subject.ts'

/**
 * Passes when there is a JSON value: in a text, with whatever prose or code fence around it (the lenient extraction);
 * a value that is not text is one if JSON can say it.
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
        ? `expected no JSON, but there is some: ${previewJson(extraction.value)}`
        : `expected JSON, but ${describeNothing(subject)}`,
  }
}

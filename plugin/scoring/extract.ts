import type { ScoringMode } from '../records/scores.ts'
import { extractLenient } from './extract-lenient.ts'
import { extractOfficial } from './extract-official.ts'
import { extractStrict } from './extract-strict.ts'
import type { Extraction } from './extraction.ts'

const EXTRACTORS = { strict: extractStrict, lenient: extractLenient, official: extractOfficial }

/** Extracts the JSON value from an output text in the given mode. Never throws. */
export function extract(text: string, mode: ScoringMode): Extraction {
  return EXTRACTORS[mode](text)
}

import type { JsonValue } from '../core/json/json.ts'

/**
 * How an extracted value is compared with the expected one: part of every example hash, so that results under other
 * rules are never compared. Today there is one set of rules, typed equality (see `jsonExact`).
 */
export const SCORING_RULES: JsonValue = { equality: 'typed' }

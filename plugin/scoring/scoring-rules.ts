import type { JsonValue } from '../core/json/json.ts'

/**
 * How an extracted value is compared with the expected one. It is part of every example hash, so results
 * under different rules are never compared. There is one set of rules today, typed equality (see
 * `jsonExact`).
 */
export const SCORING_RULES: JsonValue = { equality: 'typed' }

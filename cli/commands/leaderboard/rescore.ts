import type { SchemaRegistry } from '../../../plugin/dataset/index.ts'
import { compileSchema, type SchemaValidator, scoreAnswer } from '../../../plugin/scoring/index.ts'
import type { Rescore } from '../../../reporters/leaderboard/index.ts'

/** Scores answers again with these schemas, each compiled once. */
export function createRescore(schemas: SchemaRegistry): Rescore {
  const compiled = new Map<string, SchemaValidator | null>()
  const validatorOf = (schemaId: string): SchemaValidator | null => {
    let validator = compiled.get(schemaId)
    if (validator === undefined) {
      const schema = schemas.get(schemaId)
      validator = schema === undefined ? null : compileSchema(schema)
      compiled.set(schemaId, validator)
    }
    return validator
  }
  return ({ output, finishReason, expected, schemaId }) =>
    scoreAnswer({ output, finishReason, expected, schema: schemaId === null ? null : validatorOf(schemaId) })
}

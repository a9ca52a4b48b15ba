import { compileSchema, type SchemaValidator } from '../scoring/index.ts'
import { previewJson } from '../scoring/preview-json.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { describeNothing, readSubject } from './subject.ts'
import { formatTable } from './table.ts'

/**
 * Passes if the JSON is valid against a JSON Schema (formats are annotations), or against a validator of
 * `compileSchema`.
 *
 * @throws {TypeError} for anything else
 * @throws {EdgejsonError} `BAD_SCHEMA` for a schema that cannot be used
 */
export function toComplyWithSchema(received: unknown, schema: unknown): MatcherResult {
  const validate = validatorOf(schema)
  const subject = readSubject(received)
  const { extraction } = subject
  if (!extraction.found)
    return {
      pass: false,
      message: () => `expected JSON that complies with a schema, but ${describeNothing(subject)}`,
    }
  const { valid, errors } = validate(extraction.value)
  if (valid)
    return {
      pass: true,
      message: () =>
        `expected JSON that breaks the schema, but this complies: ${previewJson(extraction.value)}`,
    }
  return {
    pass: false,
    message: () => {
      const rules = errors.length === 1 ? 'a rule' : `${errors.length} rules`
      const table = formatTable(
        ['path', 'rule'],
        errors.map(({ path, message }) => [path, message]),
      )
      return `the JSON breaks ${rules} of the schema\n\n${table}`
    },
  }
}

const compiled = new WeakMap<object, SchemaValidator>()

function validatorOf(schema: unknown): SchemaValidator {
  if (typeof schema === 'function') return schema as SchemaValidator
  if (typeof schema === 'boolean') return compileSchema(schema)
  if (typeof schema !== 'object' || schema === null)
    throw new TypeError(
      `[vitest-edgejson] toComplyWithSchema(schema) takes a JSON Schema or a validator, not ${String(schema)}`,
    )
  let validator = compiled.get(schema)
  if (validator === undefined) {
    validator = compileSchema(schema)
    compiled.set(schema, validator)
  }
  return validator
}

import { createRequire } from 'node:module'
import { Ajv, type Options } from 'ajv'

const require = createRequire(import.meta.url)

/** A draft of JSON Schema. */
export type Dialect = '2020-12' | '2019-09' | 'draft-07'

/** The draft that a `$schema` names; draft-07 where it names none or an older one. */
export function dialectOf($schema: unknown): Dialect {
  const name = typeof $schema === 'string' ? $schema : ''
  if (name.includes('2020-12')) return '2020-12'
  return name.includes('2019-09') ? '2019-09' : 'draft-07'
}

/** A validator for the draft. */
export function ajvFor(dialect: Dialect, options: Options): Ajv {
  if (dialect === '2020-12') {
    const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
    return new Ajv2020(options)
  }
  if (dialect === '2019-09') {
    const { Ajv2019 } = require('ajv/dist/2019.js') as typeof import('ajv/dist/2019.js')
    return new Ajv2019(options)
  }
  return new Ajv(options)
}

/** Teaches a validator the formats of JSON Schema; without it, formats are annotations. */
export function addFormats(ajv: Ajv): void {
  const { default: formats } = require('ajv-formats') as typeof import('ajv-formats')
  formats.default(ajv)
}

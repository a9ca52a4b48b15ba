import { createRequire } from 'node:module'
import { Ajv, type Options } from 'ajv'

const require = createRequire(import.meta.url)

/** The validator for the draft that a schema names; draft-07 where it names none or an older one. */
export function ajvFor(dialect: unknown, options: Options): Ajv {
  const name = typeof dialect === 'string' ? dialect : ''
  if (name.includes('2020-12')) {
    const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
    return new Ajv2020(options)
  }
  if (name.includes('2019-09')) {
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

import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** ajv, loaded with the first schema: its sixty files take a tenth of a worker's start, and many runs have no schema. */
export function ajvLibrary(): typeof import('ajv') {
  return require('ajv') as typeof import('ajv')
}

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import { packageInfo } from '../../core/package-info.ts'
import { benchmarkSchemas } from '../benchmark-schemas.ts'

/** Validators of the 25 schemas by name; formats are annotations, as in the benchmark. */
export function benchmarkValidators(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  return new Map(
    benchmarkSchemas().map(({ id, complexity }) => {
      const file = path.join(packageInfo.root, 'fixtures/edgejson/schemas', complexity, `${id}.json`)
      return [id, ajv.compile(JSON.parse(readFileSync(file, 'utf8')))]
    }),
  )
}

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { packageInfo } from '../../../core/package-info.ts'

const folder = path.join(packageInfo.root, 'fixtures/edgejson/schemas')

/** The benchmark's schemas by name, in the project's own wording. */
export const benchmarkSchemas: Readonly<Record<string, unknown>> = Object.fromEntries(
  filesBelow(folder).map((file): [string, unknown] => [
    path.basename(file, '.json'),
    JSON.parse(readFileSync(file, 'utf8')),
  ]),
)

/** `simple`, `medium` or `complex` by schema name. */
export const complexityOf: Readonly<Record<string, string>> = Object.fromEntries(
  filesBelow(folder).map((file) => [path.basename(file, '.json'), path.basename(path.dirname(file))]),
)

function filesBelow(root: string): string[] {
  return readdirSync(root).flatMap((name) =>
    readdirSync(path.join(root, name)).map((file) => path.join(root, name, file)),
  )
}

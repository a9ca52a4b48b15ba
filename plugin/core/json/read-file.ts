import { readFile } from 'node:fs/promises'
import { EdgejsonError, errorMessage, isMissing } from '../errors.ts'
import { condensed } from '../printable.ts'
import { isRecord } from './json.ts'

/** The text of a file, or null when there is none. */
export async function readTextOrNull(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '')
  } catch (error) {
    if (isMissing(error)) return null
    throw new EdgejsonError('BAD_MODEL', `cannot read ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

/** A JSON object from a file, or null when there is no such file. */
export async function readJsonOrNull(file: string): Promise<Record<string, unknown> | null> {
  const text = await readTextOrNull(file)
  if (text === null) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${file} is not JSON: ${condensed(errorMessage(error))}. Download or export the model again.`,
    )
  }
  if (!isRecord(value)) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${file} must contain a JSON object. Download or export the model again.`,
    )
  }
  return value
}

/** A JSON object from a file that the model needs; `wayOut` ends the message when the file is missing. */
export async function readJson(file: string, wayOut: string): Promise<Record<string, unknown>> {
  const value = await readJsonOrNull(file)
  if (value === null) throw new EdgejsonError('BAD_MODEL', `there is no ${file}. ${wayOut}`)
  return value
}

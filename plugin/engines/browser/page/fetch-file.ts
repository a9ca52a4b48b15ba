import { isRecord } from '../../../core/json/json.ts'

/** A file of the page's server. */
export async function fetchFile(path: string): Promise<Response> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} cannot be read: status ${response.status}`)
  return response
}

/** A JSON object of the page's server. */
export async function fetchJson(path: string): Promise<Record<string, unknown>> {
  const value: unknown = await (await fetchFile(path)).json()
  if (!isRecord(value)) throw new Error(`${path} is not a JSON object`)
  return value
}

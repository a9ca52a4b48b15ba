import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord } from '../../../plugin/core/json/json.ts'

/**
 * A folder with the same model that never ends an answer: its end token is an id that no model writes. Then every
 * contender writes the limit's tokens, and other rounding of the weights cannot make one of them finish early.
 */
export function endlessModel(folder: string, target: string): string {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  for (const name of readdirSync(folder)) {
    const from = path.join(folder, name)
    const to = path.join(target, name)
    if (name !== 'config.json' && name !== 'generation_config.json') {
      symlinkSync(from, to)
      continue
    }
    const config: unknown = JSON.parse(readFileSync(from, 'utf8'))
    if (!isRecord(config)) throw new Error(`${from} is no JSON object`)
    writeFileSync(to, JSON.stringify({ ...config, eos_token_id: NEVER_WRITTEN }))
  }
  return target
}

/** Beyond every vocabulary, and still a 32-bit integer. */
const NEVER_WRITTEN = 2 ** 31 - 1

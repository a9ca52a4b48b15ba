import path from 'node:path'
import { readJsonOrNull } from '../../core/json/read-file.ts'
import type { EngineOptions } from '../contract/options.ts'
import { GREEDY } from './greedy.ts'

/** Those that change greedy decoding, with the values that do not. */
const NEUTRAL: Readonly<Record<string, unknown>> = { ...GREEDY, min_new_tokens: 0, guidance_scale: 1 }
const SAMPLING = ['do_sample', 'num_beams', 'num_return_sequences']

/** A note on settings of `generation_config.json` that are not followed; empty if all are. */
export async function ignoredSettings(folder: string): Promise<readonly string[]> {
  const config = (await readJsonOrNull(path.join(folder, 'generation_config.json'))) ?? {}
  const ignored = Object.keys(GREEDY).filter((name) => {
    if (SAMPLING.includes(name)) return false
    const value = config[name] ?? null
    return value !== null && value !== NEUTRAL[name]
  })
  return ignored.length === 0
    ? []
    : [`decoding is greedy: ${ignored.join(', ')} of generation_config.json are not applied`]
}

/** A note on a concurrency that has no effect. */
export function concurrencyNote({ concurrency = 1 }: EngineOptions): string[] {
  return concurrency === 1
    ? []
    : [`transformers.js generates one completion at a time; concurrency ${concurrency} has no effect`]
}

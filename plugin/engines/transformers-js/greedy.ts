import path from 'node:path'
import { readJsonOrNull } from '../../core/json/read-file.ts'

/**
 * Settings of plain greedy decoding, as every engine here decodes: without them the library would follow the ones of
 * `generation_config.json`, and runs of two engines would differ by more than the runtime.
 */
export const GREEDY: Readonly<Record<string, unknown>> = {
  do_sample: false,
  num_beams: 1,
  num_return_sequences: 1,
  repetition_penalty: 1,
  no_repeat_ngram_size: 0,
  min_length: 0,
  min_new_tokens: null,
  bad_words_ids: null,
  forced_bos_token_id: null,
  forced_eos_token_id: null,
  suppress_tokens: null,
  begin_suppress_tokens: null,
  guidance_scale: null,
}

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

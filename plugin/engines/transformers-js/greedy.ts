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

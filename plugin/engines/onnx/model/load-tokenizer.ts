import path from 'node:path'
import { readJson } from '../../../core/json/read-file.ts'
import { createTokenizer, type TextTokenizer } from './tokenizer.ts'

/**
 * Loads `tokenizer.json`.
 *
 * @throws EdgejsonError `BAD_MODEL` when it is missing, broken or of a kind the library does not know.
 */
export async function loadTokenizer(
  folder: string,
  tokenizerConfig: Record<string, unknown>,
): Promise<TextTokenizer> {
  const file = path.join(folder, 'tokenizer.json')
  const definition = await readJson(
    file,
    'It is made by saving a fast tokenizer (AutoTokenizer.from_pretrained(…).save_pretrained(folder)).',
  )
  return createTokenizer(definition, tokenizerConfig, file)
}

import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import type { TokenCounter } from './check-expected-length.ts'

/**
 * A token counter from a `tokenizer.json` in the Hugging Face format; `tokenizer_config.json` in the same
 * folder is used if present.
 *
 * @throws {EdgejsonError} `BAD_MODEL` if the file is missing or not a tokenizer.
 */
export async function loadTokenCounter(file: string): Promise<TokenCounter> {
  const definition = readObject(file)
  const configFile = path.join(path.dirname(file), 'tokenizer_config.json')
  const config = existsSync(configFile) ? readObject(configFile) : {}
  // Loaded on demand, because most commands do not need it.
  const { Tokenizer } = await import('@huggingface/tokenizers')
  try {
    const tokenizer = new Tokenizer(definition, config)
    const count: TokenCounter = (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length
    count('{"a": 1}')
    return count
  } catch (error) {
    throw badTokenizer(file, `is no tokenizer that can be used: ${errorMessage(error)}`, error)
  }
}

function readObject(file: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw badTokenizer(file, `cannot be read: ${errorMessage(error)}`, error)
  }
  if (isRecord(value)) return value
  throw badTokenizer(file, 'is no JSON object')
}

function badTokenizer(file: string, what: string, cause?: unknown): EdgejsonError {
  return new EdgejsonError(
    'BAD_MODEL',
    `the tokenizer ${quoted(file, 300)} ${what}; name the tokenizer.json of a model in the Hugging Face layout.`,
    { cause },
  )
}

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isRecord } from '../../../core/json/json.ts'
import { packageInfo } from '../../../core/package-info.ts'
import type { OutputConstraint } from '../../../records/constraint.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import { inPropertyOrder, jsonText } from '../../constraint/json-text.ts'
import { loadXGrammar } from '../../constraint/load-xgrammar.ts'
import { TokenGrammars } from '../../constraint/token-grammar.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { ForcedTokens } from '../decoding/forced-tokens.ts'
import { loadTokenizer } from '../model/load-tokenizer.ts'
import { readModelConfig } from '../model/model-config.ts'

/** The folder of the packaged model. */
export const PACKAGED_FOLDER: string = path.join(packageInfo.root, 'fixtures/models/edgejson-nano')
const DATA = path.join(packageInfo.root, 'fixtures/edgejson')

/** The packaged model's tokenizer and limits, with a constraint of which a test may replace the grammars. */
export async function packagedDecoding(
  Grammars: typeof TokenGrammars = TokenGrammars,
): Promise<DecodingConfig> {
  const config = await readModelConfig(PACKAGED_FOLDER)
  const tokenizer = await loadTokenizer(PACKAGED_FOLDER, config.tokenizerConfig)
  const endTokens = [...config.endTokens]
  return {
    tokenizer,
    chatTemplate: null,
    endTokens: config.endTokens,
    contextLength: config.contextLength,
    lookup: true,
    constraint: {
      grammars: new Grammars(loadXGrammar(), { ...tokenizer.vocabulary(), endTokens }),
      endToken: endTokens[0] ?? 0,
      forced: new ForcedTokens(tokenizer),
    },
  }
}

/** A constrained request and the output text that is expected. */
export interface PackagedRequest extends CompletionRequest {
  readonly constraint: OutputConstraint
  readonly expected: string
}

/** The official prompt of an example. */
export function officialPrompt(input: string): CompletionRequest['prompt'] {
  return {
    kind: 'text',
    text: `Extract the structured JSON data from the following text.\n\nInput: ${input}\n\nOutput:`,
  }
}

/** Requests for every `step`th example of the packaged test split. */
export function packagedRequests(step: number): PackagedRequest[] {
  const lines = readFileSync(path.join(DATA, 'test.jsonl'), 'utf8').trim().split('\n')
  return lines
    .filter((_, index) => index % step === 0)
    .map((line) => {
      const { id, prompt, complexity, schema_id: name, expected_output: expected } = record(line)
      const schema = record(readFileSync(path.join(DATA, 'schemas', `${complexity}/${name}.json`), 'utf8'))
      return {
        id: String(id),
        prompt: officialPrompt(String(prompt)),
        maxNewTokens: 400,
        stop: 'json_complete',
        timeoutMs: 60_000,
        constraint: { schema, whiteSpace: 'spaced' },
        expected: jsonText(inPropertyOrder(expected, schema), 'spaced'),
      }
    })
}

function record(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text)
  if (!isRecord(value)) throw new TypeError('not an object')
  return value
}

import { compileChatTemplate } from '../../onnx/model/chat-template.ts'
import { createTokenizer } from '../../onnx/model/tokenizer.ts'
import { fetchJson } from './fetch-file.ts'
import type { PageDecoding } from './page-backend.ts'
import type { PageModel } from './protocol.ts'

/** Tokenizer, chat template and limits of the model. */
export async function openDecoding({ decoding, files }: PageModel): Promise<PageDecoding> {
  const { tokenizerConfig, chatTemplate, endTokens, contextLength } = decoding
  const definition = await fetchJson(`${files.model}tokenizer.json`)
  return {
    tokenizer: await createTokenizer(definition, tokenizerConfig, 'tokenizer.json'),
    chatTemplate:
      chatTemplate === null
        ? null
        : await compileChatTemplate(chatTemplate.source, chatTemplate.file, chatTemplate.variables),
    endTokens: new Set(endTokens),
    contextLength,
  }
}

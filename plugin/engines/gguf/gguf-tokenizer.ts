import type { DecodingConfig } from '../onnx/decoding/decoding-config.ts'
import type { LlamaModel } from './llama-library.ts'

/** The tokenizer inside a GGUF file, with the rules that ONNX models have. */
export function ggufTokenizer(model: LlamaModel): DecodingConfig['tokenizer'] {
  const { bos, shouldPrependBosToken } = model.tokens
  return {
    encode: (text, specials) => {
      const tokens = model.tokenize(text, true)
      return specials && shouldPrependBosToken && bos !== null ? [bos, ...tokens] : [...tokens]
    },
    decode: (ids, marks = []) => {
      let marked = false
      const known = ids.filter((id) => {
        if (!model.isSpecialToken(id)) return true
        const special = model.detokenize([id], true)
        const isMark = special !== '' && marks.some((mark) => mark.includes(special))
        marked ||= isMark
        return isMark
      })
      return known.length === 0 ? '' : model.detokenize(known, marked)
    },
    idOf: (token) => {
      const [id, ...others] = model.tokenize(token, true)
      return others.length === 0 ? id : undefined
    },
  }
}

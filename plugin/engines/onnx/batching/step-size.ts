import { BLOCK } from '../graph/paged-attention.ts'
import type { DecoderShape } from '../graph/rewrite-decoder.ts'

/** What a sequence could add to a step. */
export interface StepPart {
  /** Tokens that it has for certain: its last one and forced ones. */
  readonly certain: number
  /** Draft tokens after them. */
  readonly draft: number
  /** Its KV blocks, the open one included. */
  readonly blocks: number
}

/** Tokens of a step for which draft tokens are searched; its time grows with its tokens. */
const STEP_TOKENS = 64
/** Draft tokens of one sequence in one step. */
const MAX_DRAFT_TOKENS = 31
/** Columns that the runtime's matrix product computes at once: fewer take as long. Source: onnxruntime, MLAS, sgemm.cpp. */
const COLUMNS = 16
/**
 * Time of a step in multiplications: of one element of attention scores in the operators between the two products, and,
 * in multiplications of tokens with weights, of the step itself. Measured on x64 with AVX-512; other values change the
 * speed only.
 */
const SCORE_COST = 200
const STEP_COST = 32
/** Share of draft tokens that are accepted. */
const ACCEPTANCE = 0.9

/**
 * Draft tokens that each of so many sequences searches: its share of a step, as many as fill the columns of a product.
 */
export function draftLimit(sequences: number, { heads, cacheHeads }: DecoderShape): number {
  const share = Math.floor(STEP_TOKENS / sequences)
  const group = heads / cacheHeads
  const columns = Math.ceil((share * group) / COLUMNS) * COLUMNS
  return Math.min(MAX_DRAFT_TOKENS, Math.max(share, Math.floor(columns / group)) - 1)
}

/**
 * How many tokens each sequence may add to a step at most. Attention computes as many tokens for every KV block as the
 * longest part has, so one long part makes the blocks of all sequences expensive. This is the number with the most tokens
 * kept for the time of the step. It changes how many steps a completion takes, and nothing else.
 */
export function stepLimit(parts: readonly StepPart[], shape: DecoderShape): number {
  const { layers, heads, cacheHeads, headSize, products } = shape
  const group = heads / cacheHeads
  const blocks = parts.reduce((sum, part) => sum + part.blocks, 0)
  const scores = layers * cacheHeads * BLOCK * blocks
  const longest = parts.reduce((most, { certain, draft }) => Math.max(most, certain + draft), 1)
  let [best, bestRate, tokens, kept] = [1, 0, 0, 0]
  for (let limit = 1; limit <= longest; limit++) {
    for (const { certain, draft } of parts) {
      if (limit > certain + draft) continue
      tokens++
      kept += limit <= certain ? 1 : ACCEPTANCE ** (limit - certain)
    }
    const columns = Math.ceil((limit * group) / COLUMNS) * COLUMNS
    const attention = scores * (2 * columns * headSize + limit * group * SCORE_COST)
    const rate = kept / (products * (STEP_COST + tokens) + attention)
    if (rate > bestRate) [best, bestRate] = [limit, rate]
  }
  return best
}

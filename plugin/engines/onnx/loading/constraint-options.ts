import type { ModelInfo } from '../../../records/model-info.ts'
import { grammarLibrary } from '../../constraint/load-xgrammar.ts'
import type { EngineOptions } from '../../contract/options.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'

/** Likely next tokens that the graph returns where outputs are constrained; more are seldom needed. */
const CANDIDATES = 16

/** Whether the engine constrains outputs. */
export function isConstrained({ constrain = false }: Pick<EngineOptions, 'constrain'>): boolean {
  return constrain !== false
}

/** How many likely next tokens the rewritten graph returns. */
export function candidatesOf(
  tokenizer: Pick<TextTokenizer, 'vocabulary'>,
  options: Pick<EngineOptions, 'constrain'>,
): number {
  return isConstrained(options) ? Math.min(CANDIDATES, tokenizer.vocabulary().tokens.length) : 1
}

/** The constraint as a part of what a model is. */
export function constraintInfo({
  constrain = false,
}: Pick<EngineOptions, 'constrain'>): Pick<ModelInfo, 'constraint'> {
  if (constrain === false) return {}
  const { name, version } = grammarLibrary()
  return { constraint: `${constrain}, ${name} ${version}` }
}

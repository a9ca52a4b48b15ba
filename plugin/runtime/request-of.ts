import { renderPrompt } from '../dataset/index.ts'
import type { CompletionRequest, Example, ProjectSettings } from '../model/index.ts'
import type { DatasetLines } from './dataset-lines.ts'

/** What an engine is asked for an example. */
export function requestOf(
  example: Example,
  { template, maxNewTokens, stop, timeoutMs }: ProjectSettings,
  { schemas }: DatasetLines,
): CompletionRequest {
  return { id: example.id, prompt: renderPrompt(template, example, schemas), maxNewTokens, stop, timeoutMs }
}

import { renderPrompt } from '../dataset/index.ts'
import type { CompletionRequest, Example, ProjectSettings } from '../model/index.ts'
import type { DatasetLines } from './dataset-lines.ts'

/** What an engine is asked for an example. */
export function requestOf(
  example: Example,
  { template, maxNewTokens, stop, reasoning, timeoutMs }: ProjectSettings,
  { schemas }: DatasetLines,
): CompletionRequest {
  const prompt = renderPrompt(template, example, schemas)
  const request = { id: example.id, prompt, maxNewTokens, stop, timeoutMs }
  return reasoning === null ? request : { ...request, reasoning }
}

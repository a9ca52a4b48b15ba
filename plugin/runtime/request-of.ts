import { renderPrompt } from '../dataset/index.ts'
import type { CompletionRequest } from '../records/engine.ts'
import type { Example } from '../records/example.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
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

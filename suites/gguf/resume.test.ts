import { test } from 'vitest'
import { resumesAfterKill } from '../e2e/support/killed-run.ts'
import { weights } from './weights.ts'

test(
  'a killed run keeps its completions and resumes',
  () => resumesAfterKill(`model: '${weights()}', engine: { threads: 1, contextSize: 1024 }`),
  300_000,
)

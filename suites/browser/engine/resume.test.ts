import { test } from 'vitest'
import { resumesAfterKill } from '../../e2e/support/killed-run.ts'
import { CHROMIUM, lacksOfEngine } from '../support/chromium.ts'

const lacks = await lacksOfEngine()

test.skipIf(lacks !== null)(
  `a killed run keeps its completions and resumes${lacks === null ? '' : ` (skipped: ${lacks})`}`,
  () => resumesAfterKill(`engine: { runtime: 'browser', browser: '${CHROMIUM}' }`, 2, 5),
  300_000,
)

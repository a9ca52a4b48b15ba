import { setTimeout } from 'node:timers/promises'

const STEP_MS = 5
const LONGEST_MS = 100

/**
 * Lets Vitest end its worker first: of a large run it holds as much memory as the report is about to take, and while
 * a report is made nobody answers it. Costs no time: Vitest waits for that end before it ends itself.
 */
export async function workerEnd(): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS && hasChildren(); waited += STEP_MS) await setTimeout(STEP_MS)
}

function hasChildren(): boolean {
  return process.getActiveResourcesInfo().includes('ProcessWrap')
}

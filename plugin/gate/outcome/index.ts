export { markOf } from './marks.ts'
export { type OutcomeInput, outcomeOf } from './outcome.ts'
export { exitText, latencyReason, latencyTitle, latencyTone, outcomeTone, type Tone } from './titles.ts'

export { findValue } from './find-value.ts'
export {
  openedReasoning,
  type ReasoningBlock,
  type ReasoningMarkers,
  type ReasoningOption,
  reasoningBlocks,
  reasoningName,
} from './reasoning.ts'
export { ValueScanner } from './value-scanner.ts'
export { startsSomewhere } from './value-start.ts'

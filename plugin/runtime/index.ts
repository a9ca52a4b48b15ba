export type { Assertion, AssertionContext } from './assertion.ts'
export { openDataset } from './open-dataset.ts'

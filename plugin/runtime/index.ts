export type { Assertion, AssertionContext } from './assertion.ts'
export { defineDatasetTests } from './define-dataset-tests.ts'

export { compareFieldF1, type FieldScores } from './field-f1.ts'
export * from './fingerprint.ts'
export { comparePaired, type Outcomes, pairCounts } from './paired.ts'
export { type Collapse, collapsedSchemas, compareSlices } from './slices.ts'

export { type Ranking, type TestedPair, testAllPairs } from './all-pairs.ts'
export { compareReports } from './compare-reports.ts'
export { rankRanges, type ShownDifference } from './rank-ranges.ts'
export type * from './types.ts'

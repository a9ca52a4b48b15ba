export { judgeThresholds } from './judge-thresholds.ts'
export { thresholdName, thresholdText } from './threshold-text.ts'

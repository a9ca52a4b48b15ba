export { analyse } from './analyse.ts'
export type {
  Analysis,
  ClassDrift,
  ClassRow,
  Drift,
  JsonType,
  LengthBucket,
  LostPath,
  TypeConfusion,
} from './analysis.ts'
export type { ReferenceEntry } from './drift.ts'

import type { JsonObject, JsonValue } from '../../plugin/core/json/json.ts'
import type { Outcomes } from '../../plugin/gate/accuracy/paired.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { Fingerprint } from '../../plugin/records/fingerprint.ts'
import type { FinishReason } from '../../plugin/records/finish-reason.ts'
import type { ModelInfo } from '../../plugin/records/model-info.ts'
import type { Latency } from '../../plugin/records/run-latency.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import type { Slice } from '../../plugin/records/slice.ts'
import type { RankRange } from '../compare/index.ts'

/** What is scored again. */
export interface RecordedCompletion {
  /** Of the example. */
  readonly id: string
  readonly output: string
  readonly finishReason: FinishReason
  /** Start marker of the reasoning block that the prompt opened. */
  readonly reasoningOpened?: string | undefined
  /** The expected value and those that are accepted as well; the best of them counts. */
  readonly acceptable: readonly JsonValue[]
  /** Null where the example names none. */
  readonly schemaId: string | null
  /** The schema in the line of the dataset. Never one of a submission. */
  readonly schema?: JsonObject | undefined
}

/** Scores a completion again. Compliance is null where the schema is not known here. */
export type Rescore = (completion: RecordedCompletion) => ScoreCard

/** The dataset itself, which no submission can change. */
export interface ReferenceDataset {
  readonly sha256: string
  readonly examples: ReadonlyMap<string, Example>
}

/** A report whose claims held: its figures are those of scoring it again. */
export interface VerifiedRun {
  /** Path below the folder of submissions, forward slashes. */
  readonly file: string
  /** Without its cases. */
  readonly report: RunReport
  /** Exact or not by example. */
  readonly outcomes: Outcomes
  readonly totals: Slice
  readonly byComplexity: Readonly<Record<string, Slice>>
  readonly latency: Latency
  /** Digest of all prompts and expected values by id: equal for all runs of one dataset. */
  readonly contentDigest: string
  /** Digest of all completions by id. */
  readonly answersDigest: string
  /** Prompts and expected values were compared with the dataset itself. */
  readonly againstDataset: boolean
  /** Schemas that are not known here, so that compliance is not measured. */
  readonly unknownSchemas: readonly string[]
}

/** A file that is not on the board, and why. */
export interface Refusal {
  readonly file: string
  /** Null where not even that could be read. */
  readonly model: string | null
  readonly reason: string
}

export type Verification =
  | { readonly ok: true; readonly run: VerifiedRun }
  /** `leftOut` is of another board; `rejected` is not to be trusted. */
  | { readonly ok: false; readonly as: 'leftOut' | 'rejected'; readonly refusal: Refusal }

/** One model on the board. Fractions of 1; null is "not measured". */
export interface LeaderboardEntry {
  readonly rank: RankRange
  /** No other entry has it. */
  readonly label: string
  readonly file: string
  readonly model: ModelInfo
  readonly settings: Pick<Fingerprint, 'template' | 'maxNewTokens' | 'stop'>
  readonly examples: number
  readonly exact: number
  readonly jsonExact: number
  readonly jsonExactInterval: readonly [number, number]
  readonly fieldF1: number
  readonly fieldF1Interval: readonly [number, number] | null
  readonly schemaCompliance: number | null
  readonly strictExact: number
  readonly officialExact: number
  readonly byComplexity: readonly {
    readonly key: string
    readonly examples: number
    readonly exact: number
  }[]
  /** Medians; null unless the model ran when the report was made. */
  readonly msPerToken: number | null
  /** Requests in flight while it was measured; null where it was not. */
  readonly concurrency: number | null
  readonly totalMs: number | null
  readonly machine: string
  readonly createdAt: string
  /** Labels of the entries from which no test tells it apart. */
  readonly tiedWith: readonly string[]
  /** Path of its badge below the board's folder. */
  readonly badge: string
}

/** What `leaderboard.json` holds. */
export interface Leaderboard {
  readonly kind: 'edgejson-leaderboard'
  readonly version: 1
  readonly title: string
  readonly dataset: { readonly name: string; readonly sha256: string; readonly examples: number }
  /** Prompts and expected values of all entries were compared with the dataset itself. */
  readonly againstDataset: boolean
  readonly metricVersion: number
  readonly extractionVersion: number
  readonly alpha: number
  /** By JSONExact, then FieldF1. */
  readonly entries: readonly LeaderboardEntry[]
  readonly rejected: readonly Refusal[]
  readonly leftOut: readonly Refusal[]
}

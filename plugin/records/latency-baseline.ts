import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { PROVENANCE, type Provenance } from './baseline.ts'
import { STOP_CRITERIA } from './completion.ts'
import type { Fingerprint } from './fingerprint.ts'
import { type JsonlFile, jsonlFile } from './jsonl-file.ts'
import { SAMPLE_TIMING, type SampleTiming } from './latency.ts'
import { count, text } from './schema.ts'

/** Settings that must agree before the times of two samples are compared. */
export type LatencyRequest = Pick<Fingerprint, 'maxNewTokens' | 'stop'>

/** First line of a latency baseline. */
export interface LatencyHeader {
  readonly kind: 'edgejson-latency'
  readonly version: 1
  /** The plugin's `name` option. */
  readonly name: string
  /** The machine's label; its CPU is in `provenance`. */
  readonly machine: string
  readonly request: LatencyRequest
  readonly provenance: Provenance
  readonly sample: { readonly examples: number; readonly warmUp: number }
  /** What measured the `joules` of the lines. Absent: nothing did. */
  readonly energy?: { readonly probe: string; readonly scope: string }
}

/** A committed latency baseline: the times of each example of the sample on one machine. JSON-safe. */
export interface LatencyBaseline extends LatencyHeader {
  /** One for each example, sorted by id in code-unit order. Milliseconds are rounded to {@link LATENCY_DIGITS}. */
  readonly timings: readonly SampleTiming[]
}

/** Decimals of a millisecond and of a joule in the file. */
export const LATENCY_DIGITS = 3

const HEADER: TUnsafe<LatencyHeader> = typed<LatencyHeader>()(
  Type.Object({
    kind: Type.Literal('edgejson-latency'),
    version: Type.Literal(1),
    name: text,
    machine: text,
    request: Type.Object({ maxNewTokens: count, stop: Type.Enum([...STOP_CRITERIA]) }),
    provenance: PROVENANCE,
    sample: Type.Object({ examples: count, warmUp: count }),
    energy: Type.Optional(Type.Object({ probe: text, scope: text })),
  }),
)

const FILE: JsonlFile<LatencyHeader, SampleTiming> = jsonlFile<LatencyHeader, SampleTiming>({
  kind: 'edgejson-latency',
  noun: 'latency baseline',
  header: HEADER,
  line: SAMPLE_TIMING,
  examples: ({ sample }) => sample.examples,
})

/**
 * A latency baseline from the text of its file.
 *
 * @param file name of the file, for messages
 * @throws {EdgejsonError} `BAD_BASELINE` with file and line when the text is not as {@link serializeLatencyBaseline} wrote it.
 */
export function parseLatencyBaseline(content: string, file: string): LatencyBaseline {
  const { header, lines } = FILE.parse(content, file)
  return { ...header, timings: lines }
}

/** The text of a latency baseline's file. The same for the same times. */
export function serializeLatencyBaseline(baseline: LatencyBaseline): string {
  return FILE.serialize(baseline, baseline.timings)
}

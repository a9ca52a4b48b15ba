import type { SampleTiming } from '../../records/latency.ts'
import type { LatencyBaseline, LatencyHeader } from '../../records/latency-baseline.ts'
import { sealed } from '../baseline/seal.ts'
import { recordedInOrder } from '../baseline/serialize.ts'

/** The header with its keys in the file's order, whatever order the object was made in. */
function header({ kind, version, name, machine, asked, recorded, sample }: LatencyBaseline): LatencyHeader {
  return {
    kind,
    version,
    name,
    machine,
    asked: { maxNewTokens: asked.maxNewTokens, stop: asked.stop },
    recorded: recordedInOrder(recorded),
    sample: { examples: sample.examples, warmUp: sample.warmUp },
  }
}

const line = ({ id, prompt, tokensIn, tokensOut, firstTokenMs, decodeMs, totalMs }: SampleTiming): string =>
  JSON.stringify({ id, prompt, tokensIn, tokensOut, firstTokenMs, decodeMs, totalMs })

/** The text of a latency baseline: the header, then a line an example, LF at every end. */
export function serializeLatencyBaseline(baseline: LatencyBaseline): string {
  return sealed(JSON.stringify(header(baseline)), baseline.timings.map(line))
}

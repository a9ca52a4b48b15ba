import { byCodeUnit } from '../../core/code-unit-order.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { SampleTiming } from '../../records/latency.ts'
import type { LatencyBaseline, LatencyHeader } from '../../records/latency-baseline.ts'
import { count, countOrNull, durationOrNull, fail, guard, own, part, text } from '../baseline/fields.ts'
import { asked, recorded } from '../baseline/guards.ts'
import { broken, linesOf, parseLine } from '../baseline/lines.ts'
import { checkSeal } from '../baseline/seal.ts'

function header(record: Record<string, unknown>): LatencyHeader {
  if (own(record, 'kind') !== 'edgejson-latency') fail('kind', '"edgejson-latency"')
  if (own(record, 'version') !== 1) fail('version', '1, the only version that this package reads')
  const sample = part(record, 'sample')
  return {
    kind: 'edgejson-latency',
    version: 1,
    name: text(record, 'name'),
    machine: text(record, 'machine'),
    asked: asked(part(record, 'asked')),
    recorded: recorded(part(record, 'recorded')),
    sample: {
      examples: count(sample, 'examples'),
      warmUp: count(sample, 'warmUp'),
    },
  }
}

function timing(record: Record<string, unknown>): SampleTiming {
  return {
    id: text(record, 'id'),
    prompt: text(record, 'prompt'),
    tokensIn: countOrNull(record, 'tokensIn'),
    tokensOut: countOrNull(record, 'tokensOut'),
    firstTokenMs: durationOrNull(record, 'firstTokenMs'),
    decodeMs: durationOrNull(record, 'decodeMs'),
    totalMs: durationOrNull(record, 'totalMs') ?? fail('totalMs', 'milliseconds of at least 0'),
  }
}

/**
 * Reads the text of a latency baseline, as strictly as that of a baseline: header and lines must agree.
 * @throws EdgejsonError BAD_BASELINE with file and line.
 */
export function parseLatencyBaseline(content: string, file: string): LatencyBaseline {
  const [first, ...rest] = linesOf(content)
  if (first === undefined) throw broken(file, 1, 'the latency baseline is empty')
  const head = guard(parseLine(first, file, 1), header)
  if (typeof head === 'string') throw broken(file, 1, `this is no latency baseline: ${head}`)

  const timings: SampleTiming[] = []
  const seen = new Map<string, number>()
  rest.forEach((lineText, index) => {
    const line = index + 2
    const entry = guard(parseLine(lineText, file, line), timing)
    if (typeof entry === 'string')
      throw broken(file, line, `${entry}, but the line is ${printable(lineText, 80)}`)
    const earlier = seen.get(entry.id)
    if (earlier !== undefined)
      throw broken(file, line, `the id ${quoted(entry.id)} is in line ${earlier} already`)
    seen.set(entry.id, line)
    timings.push(entry)
  })

  const { examples } = head.sample
  if (examples !== timings.length) {
    const counts = `the header promises ${examples} examples, ${timings.length} lines follow`
    throw broken(file, 1, `${counts}: the file was cut, edited, or merged from two runs`)
  }
  checkSeal(first, rest, file)
  return { ...head, timings: timings.sort((a, b) => byCodeUnit(a.id, b.id)) }
}

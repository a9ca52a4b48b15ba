import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { sampleBaseline, sampleReport } from '../../../reporters/test-support/html/sample-report.ts'

/** A run of 80 examples that lost some against its baseline, with one that got no output. */
export function lossyReport(): LoadedReport {
  return sampleReport({
    examples: 80,
    skill: 0.45,
    seed: 2,
    timeouts: 1,
    baseline: sampleBaseline({ examples: 80, skill: 0.6 }),
  })
}

/** Another model on the same examples. */
export function otherReport(): LoadedReport {
  return sampleReport({
    examples: 80,
    skill: 0.6,
    seed: 3,
    replayed: true,
    model: { id: 'other-360m', dtype: 'q4', bytes: 300_000_000 },
    msPerToken: 60,
  })
}

/** The same examples over and over under new ids, each with a text of its own, up to `count`. */
export function enlarged(report: LoadedReport, count: number): LoadedReport {
  const { cases } = report
  return {
    ...report,
    cases: Array.from({ length: count }, (_, index) => {
      const record = cases[index % cases.length] as LoadedReport['cases'][number]
      return {
        ...record,
        id: `${record.id}_${index}`,
        line: index + 1,
        prompt: `${record.prompt}\n\nReference ${index * 7919}`,
        expected: { ...(record.expected as object), copy: index },
        completion: record.completion && { ...record.completion, text: `${record.completion.text} ${index}` },
      }
    }),
  }
}

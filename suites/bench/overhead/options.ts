import { parseArgs } from 'node:util'
import { wholeNumber } from '../shared/whole-number.ts'

export interface OverheadOptions {
  readonly counts: readonly number[]
  readonly runs: number
  readonly limitSeconds: number
  /** Parts of names of peers; null: all. */
  readonly only: readonly string[] | null
  readonly from: string | null
  readonly docs: boolean
  readonly install: boolean
  readonly help: boolean
}

export const HELP = `npm run bench:overhead -- [options]

  --counts N,N,…        numbers of examples. Default 1000,10000,100000
  --runs N              how often each contender runs; the median counts. Default 3
  --limit SECONDS       a contender that runs for longer is stopped, and not tried with more examples. Default 300
  --only NAME           peers whose name contains it, in addition to the loop and ours; repeatable; "none": no peer
  --from FILE           measure nothing: print what was saved, e.g. docs/bench/overhead.json
  --docs                write the figures into docs/explanation/benchmarks.md too
  --install             install the peers into suites/bench/peers first
`

/** @throws Error that says what is wrong with an option. */
export function readOptions(args: readonly string[]): OverheadOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      counts: { type: 'string', default: '1000,10000,100000' },
      runs: { type: 'string', default: '3' },
      limit: { type: 'string', default: '300' },
      only: { type: 'string', multiple: true },
      from: { type: 'string' },
      docs: { type: 'boolean', default: false },
      install: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    counts: values.counts.split(',').map((each) => wholeNumber('--counts', each)),
    runs: wholeNumber('--runs', values.runs),
    limitSeconds: wholeNumber('--limit', values.limit),
    only: values.only ?? null,
    from: values.from ?? null,
    docs: values.docs,
    install: values.install,
    help: values.help,
  }
}

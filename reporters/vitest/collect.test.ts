import { describe, expect, test } from 'vitest'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { caseMeta, dataset, finishedModule, finishedTest, joined } from '../test-support/modules.ts'
import { runMeta } from '../test-support/run-meta.ts'
import { type CollectOptions, collectRuns } from './collect.ts'
import type { LoadedRun } from './conclude-run.ts'
import type { ModuleLike } from './vitest-types.ts'

const options: CollectOptions = {
  datasets: [dataset],
  loadDataset: () => joined(3),
  interrupted: false,
  name: 'edgejson',
}

async function collectOne(modules: ModuleLike[], change: Partial<CollectOptions> = {}): Promise<LoadedRun> {
  const { runs, failures } = await collectRuns(modules, { ...options, ...change })
  expect(failures).toEqual([])
  expect(runs).toHaveLength(1)
  return runs[0] as LoadedRun
}

const passed = (line: number) => finishedTest(line, 'passed', caseMeta(line))

describe('a whole run', () => {
  test('joins the records with the dataset, in the order of its lines', async () => {
    const run = await collectOne([
      finishedModule({ meta: runMeta(), tests: [passed(3), passed(1), passed(2)] }),
    ])
    expect(run.cases.map(({ line }) => line)).toEqual([1, 2, 3])
    expect(run.cases[1]).toMatchObject({
      id: 'ex-2',
      prompt: 'Rating: 2',
      expected: { rating: 2 },
      schemaId: 'rating',
      complexity: 'simple',
      source: 'official',
    })
    expect(run).toMatchObject({ coverage: { complete: true }, failures: [], durationMs: 100 })
  })

  test('a miss is skipped in Vitest and recorded all the same', async () => {
    const missed = finishedTest(2, 'skipped', caseMeta(2, { state: 'missed' }))
    const run = await collectOne([finishedModule({ meta: runMeta(), tests: [passed(1), missed, passed(3)] })])
    expect(run.coverage.complete).toBe(true)
    expect(run.cases[1]?.state).toBe('missed')
  })

  test('a broken line has a record and no example', async () => {
    const broken = finishedTest(
      2,
      'failed',
      caseMeta(2, { state: 'failed', scores: null, failure: 'line 2: no id' }),
    )
    const data = joined(3)
    const run = await collectOne(
      [finishedModule({ meta: runMeta(), tests: [passed(1), broken, passed(3)] })],
      {
        loadDataset: () => ({ ...data, example: (line) => (line === 2 ? undefined : data.example(line)) }),
      },
    )
    expect(run.cases[1]).toMatchObject({
      state: 'failed',
      failure: 'line 2: no id',
      prompt: '',
      expected: null,
    })
    expect(run.coverage.complete).toBe(true)
  })
})

describe('tests without a record', () => {
  test('filtered out: not gated, nothing is missing', async () => {
    const tests = [passed(1), finishedTest(2, 'skipped'), finishedTest(3, 'skipped')]
    const run = await collectOne([finishedModule({ meta: runMeta(), tests })])
    expect(run.coverage.reason).toBe('filtered')
    expect(run.failures).toEqual([])
  })

  test('failed outside our code: a failed case with the text of the failure', async () => {
    const tests = [passed(1), passed(2), finishedTest(3, 'failed', undefined, 'Test timed out in 5000ms.')]
    const run = await collectOne([finishedModule({ meta: runMeta(), tests })])
    expect(run.cases[2]).toMatchObject({
      id: 'ex-3',
      line: 3,
      state: 'failed',
      failure: 'Test timed out in 5000ms.',
    })
    expect(run.coverage.complete).toBe(true)
  })

  test('never finished, without a cancellation: results are missing', async () => {
    const tests = [passed(1), passed(2), finishedTest(3, 'pending')]
    const run = await collectOne([finishedModule({ meta: runMeta(), tests })])
    expect(run.failures).toEqual(['1 example never finished'])
  })

  test('cancelled', async () => {
    const tests = [passed(1), finishedTest(2, 'skipped'), finishedTest(3, 'pending')]
    const run = await collectOne([finishedModule({ meta: runMeta(), tests })], { interrupted: true })
    expect(run.coverage.reason).toBe('interrupted')
    expect(run.failures).toEqual([])
  })
})

describe('modules that failed', () => {
  test('while collecting: a run without cases that says why', async () => {
    const run = await collectOne([finishedModule({ errors: ['evals/test.jsonl has no examples'] })])
    expect(run.failures).toContain('evals/test.jsonl has no examples')
    expect(run.meta.dataset).toMatchObject({ path: 'evals/test.jsonl', examples: 3 })
    expect(run.coverage).toMatchObject({ planned: 3, ran: 0, complete: false })
  })

  test('an engine that cannot be loaded is the reason, and its tests were not filtered', async () => {
    const meta = runMeta({ model: null, failure: 'there is no model in ./nowhere' })
    const tests = [1, 2, 3].map((line) => finishedTest(line, 'skipped'))
    const run = await collectOne([finishedModule({ meta, tests })])
    expect(run.failures[0]).toBe('there is no model in ./nowhere')
    expect(run.coverage.reason).not.toContain('filtered')
  })
})

describe('shards', () => {
  const part = (index: number, count: number, lines: number[]) =>
    finishedModule({
      id: `/elsewhere/evals/test.jsonl?edgejson-shard=${index}-${count}`,
      meta: runMeta({ part: [index, count], resumed: 1 }),
      tests: lines.map(passed),
    })

  test('merge to one run, from a machine with other folders too', async () => {
    const run = await collectOne([part(2, 2, [2]), part(1, 2, [1, 3])])
    expect(run.cases.map(({ line }) => line)).toEqual([1, 2, 3])
    expect(run).toMatchObject({
      coverage: { complete: true },
      durationMs: 200,
      meta: { part: null, resumed: 2 },
    })
  })

  test('what a machine says of its clock is that of one machine', async () => {
    const state = { now: [], sinceStart: [], events: 1 }
    const throttling = { source: 'Linux thermal_throttle', before: state, after: state, signs: [] }
    const whole = await collectOne([
      finishedModule({ meta: runMeta({ throttling }), tests: [passed(1), passed(2), passed(3)] }),
    ])
    expect(whole.meta.throttling).toEqual(throttling)
    const shards = [1, 2].map((index) =>
      finishedModule({
        id: `/elsewhere/evals/test.jsonl?edgejson-shard=${index}-2`,
        meta: runMeta({ part: [index, 2], throttling }),
        tests: index === 1 ? [passed(1), passed(3)] : [passed(2)],
      }),
    )
    expect((await collectOne(shards)).meta).not.toHaveProperty('throttling')
  })

  test('a lost one is named', async () => {
    const run = await collectOne([part(1, 2, [1, 3])])
    expect(run.failures).toEqual(['1 of 2 shards is missing'])
    expect(run.coverage).toMatchObject({
      planned: 3,
      ran: 2,
      complete: false,
      reason: '1 of 2 shards is missing',
    })
  })

  test('a blob that Vitest hands out twice counts once', async () => {
    const run = await collectOne([part(1, 1, [1, 2, 3]), part(1, 1, [1, 2, 3])])
    expect(run.cases).toHaveLength(3)
  })
})

describe('datasets', () => {
  const other = { ...dataset, file: '/project/evals/other.jsonl', name: 'other', path: 'evals/other.jsonl' }
  const both = [
    finishedModule({ meta: runMeta(), tests: [passed(1), passed(2), passed(3)] }),
    finishedModule({
      id: other.file,
      meta: runMeta({ path: other.path }),
      tests: [passed(1), passed(2), passed(3)],
    }),
  ]

  test('are reported apart', async () => {
    const { runs } = await collectRuns(both, { ...options, datasets: [dataset, other] })
    expect(runs.map((run) => run.dataset.path)).toEqual(['evals/test.jsonl', 'evals/other.jsonl'])
  })

  test('one that cannot be read hides no other', async () => {
    const { runs, failures } = await collectRuns(both, {
      ...options,
      datasets: [dataset, other],
      loadDataset: ({ name }) => {
        if (name === 'other') throw new EdgejsonError('IO', 'evals/other.jsonl is gone')
        return joined(3)
      },
    })
    expect(runs.map(({ dataset: { name } }) => name)).toEqual(['test'])
    expect(failures).toMatchObject([{ dataset: { name: 'other' }, error: { code: 'IO' } }])
  })

  test('one that the configuration does not name is not dropped without a message', async () => {
    const { runs, failures } = await collectRuns(both, options)
    expect(runs).toHaveLength(1)
    expect(failures).toMatchObject([{ dataset: null, error: { code: 'BAD_OPTION' } }])
    expect(String(failures[0]?.error)).toContain('evals/other.jsonl')
  })

  test('one that changed meanwhile makes its run useless', async () => {
    const run = await collectOne(
      [finishedModule({ meta: runMeta(), tests: [passed(1), passed(2), passed(3)] })],
      {
        loadDataset: () => joined(3, 'f'.repeat(64)),
      },
    )
    expect(run.failures[0]).toMatch(/evals\/test\.jsonl changed/)
  })
})

test('a record of an unknown version is rejected', async () => {
  const meta = { ...runMeta(), version: 2 } as unknown as ReturnType<typeof runMeta>
  const { runs, failures } = await collectRuns([finishedModule({ meta })], options)
  expect(runs).toEqual([])
  expect(String(failures[0]?.error)).toMatch(/field version of .* is 2; it must be 1/)
})

test('a record with an impossible value costs its example and no other', async () => {
  const impossible = finishedTest(2, 'passed', caseMeta(2, { line: 1.5 }))
  const run = await collectOne([
    finishedModule({ meta: runMeta(), tests: [passed(1), impossible, passed(3)] }),
  ])
  expect(run.cases.map(({ state }) => state)).toEqual(['passed', 'failed', 'passed'])
  expect(run.cases[1]?.failure).toContain('is 1.5; it must be a whole number of at least 0')
  expect(run.failures).toEqual([])
})

import { expect, test } from 'vitest'
import { optionsOfReplicas, parallelismOf } from './parallelism.ts'

const SMALL = 7_500_000
const LARGE = 90_000_000
const GIB = 2 ** 30

test('each CPU has a replica of a small model with one thread; a larger model has one with all threads', () => {
  expect(parallelismOf({}, SMALL, 4, 16 * GIB)).toEqual({ replicas: 4, threads: 1 })
  expect(parallelismOf({}, SMALL, 64, 16 * GIB)).toEqual({ replicas: 8, threads: 1 })
  expect(parallelismOf({}, LARGE, 4, 16 * GIB)).toEqual({ replicas: 1, threads: 4 })
})

test('a small KV cache is not divided, and one thread stays one', () => {
  expect(parallelismOf({ kvCacheMegabytes: 100 }, SMALL, 4, 16 * GIB)).toEqual({ replicas: 1, threads: 1 })
  expect(parallelismOf({ kvCacheMegabytes: 200 }, SMALL, 4, 16 * GIB)).toEqual({ replicas: 3, threads: 1 })
  expect(parallelismOf({}, SMALL, 4, GIB)).toEqual({ replicas: 2, threads: 1 })
})

test('options decide for every model', () => {
  for (const bytes of [SMALL, LARGE]) {
    expect(parallelismOf({ threads: 3 }, bytes, 4)).toEqual({ replicas: 1, threads: 3 })
    expect(parallelismOf({ replicas: 2 }, bytes, 4)).toEqual({ replicas: 2, threads: 2 })
    expect(parallelismOf({ replicas: 8 }, bytes, 4)).toEqual({ replicas: 8, threads: 1 })
    expect(parallelismOf({ replicas: 2, threads: 1 }, bytes, 4)).toEqual({ replicas: 2, threads: 1 })
  }
})

test('replicas divide sequences and KV cache, and the threads of each do not depend on the number of sequences', () => {
  const options = { model: './m', concurrency: 5, kvCacheMegabytes: 90 }
  const each = { model: './m', kvCacheMegabytes: 30, threads: 1 }
  expect(optionsOfReplicas(options, { replicas: 3, threads: 1 })).toEqual([
    { ...each, concurrency: 2 },
    { ...each, concurrency: 2 },
    { ...each, concurrency: 1 },
  ])
  expect(optionsOfReplicas({ ...options, concurrency: 1 }, { replicas: 3, threads: 1 })).toEqual([
    { ...each, concurrency: 1, kvCacheMegabytes: 90 },
  ])
})

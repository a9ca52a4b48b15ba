import { totalmem } from 'node:os'
import type { EngineOptions } from '../../contract/options.ts'
import { cacheBytesOf, MEGABYTE, maxSequencesOf } from './limits.ts'

/** How the CPUs of the machine are used. */
export interface Parallelism {
  /** Processes with a copy of the model each, which share the requests. */
  readonly replicas: number
  /** Intra-op threads of each. */
  readonly threads: number
}

/**
 * Bytes of the weights file up to which every CPU has a replica of its own. The operators of a small model are so short that
 * waiting for one another takes two threads a fifth of their time.
 */
const SMALL_WEIGHTS = 32 * MEGABYTE
/** Each replica has its own weights and runtime in memory. */
const MAX_REPLICAS = 8
/** Bytes of KV cache that each replica has at least, so that a long sequence fits into its share. */
const MIN_CACHE = 64 * MEGABYTE

/**
 * How many replicas a model has, with how many intra-op threads each. The threads may change completions, so they depend on the
 * options, the weights and the CPUs, never on the number of requests.
 *
 * @param bytes of the weights
 * @param cpus threads that the machine runs at once
 * @param memory bytes of the machine
 */
export function parallelismOf(
  { replicas, threads, kvCacheMegabytes }: Pick<EngineOptions, 'replicas' | 'threads' | 'kvCacheMegabytes'>,
  bytes: number,
  cpus: number,
  memory: number = totalmem(),
): Parallelism {
  if (replicas === undefined && threads === undefined && bytes <= SMALL_WEIGHTS) {
    const shares = Math.floor(cacheBytesOf(kvCacheMegabytes, memory) / MIN_CACHE)
    return { replicas: Math.max(1, Math.min(cpus, MAX_REPLICAS, shares)), threads: 1 }
  }
  const count = replicas ?? 1
  return { replicas: count, threads: threads ?? Math.max(1, Math.floor(cpus / count)) }
}

/** The options of each replica: its share of the concurrent sequences and of the KV cache. A replica without a sequence is left out. */
export function optionsOfReplicas(
  options: EngineOptions,
  { replicas, threads }: Parallelism,
): [EngineOptions, ...EngineOptions[]] {
  const sequences = maxSequencesOf(options.concurrency)
  const count = Math.min(replicas, sequences)
  const cache = cacheBytesOf(options.kvCacheMegabytes, totalmem())
  const optionsOf = (replica: number): EngineOptions => ({
    ...options,
    threads,
    // The first ones take the rest.
    concurrency: Math.ceil((sequences - replica) / count),
    kvCacheMegabytes: cache / count / MEGABYTE,
  })
  return [optionsOf(0), ...Array.from({ length: count - 1 }, (_, index) => optionsOf(index + 1))]
}

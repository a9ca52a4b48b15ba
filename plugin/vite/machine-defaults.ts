import os from 'node:os'
import { isGguf, isModule, isServer } from '../records/project-settings.ts'

/** What the defaults depend on; known before the first request. */
export interface MachineResources {
  readonly cores: number
  readonly memoryBytes: number
}

/** Of this machine, or of the container that limits this process. */
export function machineResources(): MachineResources {
  const limit = process.constrainedMemory()
  const memory = os.totalmem()
  return {
    cores: os.availableParallelism(),
    memoryBytes: limit > 0 && limit < memory ? limit : memory,
  }
}

const MOST_SEQUENCES = 32
/** A sequence is cheap next to the weights, which all sequences of a step read once: more of them than cores pay. */
const SEQUENCES_PER_CORE = 16
/** Activations of a sequence, and its part of the KV cache, which takes at most an eighth of the memory. */
const MEMORY_PER_SEQUENCE = 128 * 2 ** 20

/**
 * The default for the kind of engine: a server batches, a module in this process runs one at a time, a recording never waits. An
 * ONNX model batches as many sequences as cores and memory of the machine allow, at most 32.
 *
 * @param engine the engine options `runtime` and `backend`
 */
export function defaultConcurrency(
  model: string,
  { runtime, backend }: { readonly runtime?: unknown; readonly backend?: unknown },
  machine: MachineResources,
): number {
  if (isServer(model)) return 4
  // A module declares its own concurrency; a parser and a recording gain nothing from it.
  if (model === 'rules' || model.startsWith('replay:') || isModule(model)) return 1
  // In llama.cpp the size of a step changes the order of sums.
  if (isGguf(model) || runtime === 'transformers.js' || (runtime === 'browser' && backend !== 'onnx'))
    return 1
  const most = Math.min(
    MOST_SEQUENCES,
    SEQUENCES_PER_CORE * machine.cores,
    Math.round(machine.memoryBytes / MEMORY_PER_SEQUENCE),
  )
  return Math.max(1, most)
}

/** Milliseconds for one completion that has a core of its own, and for user code. */
export const TIMEOUT_MS = 300_000
/** What a timer can hold. */
const LONGEST_MS = 2 ** 31 - 1

/**
 * The default time limit of a completion. Sequences of a model on this machine share its cores, so each may take as many times
 * longer as there are sequences for a core.
 */
export function defaultTimeoutMs(model: string, concurrency: number, { cores }: MachineResources): number {
  if (isServer(model) || isModule(model)) return TIMEOUT_MS
  return Math.min(LONGEST_MS, TIMEOUT_MS * Math.max(1, Math.ceil(concurrency / cores)))
}

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultConcurrency, defaultTimeoutMs, machineResources } from './machine-defaults.ts'

const GIB = 2 ** 30
const machine = (cores: number, gib: number) => ({ cores, memoryBytes: gib * GIB })
const model = './models/a'

describe('concurrency', () => {
  test.each([
    ['a server or laptop', machine(8, 16), 32],
    ['a board with 4 cores and 4 GiB', machine(4, 3.9), 31],
    ['with 8 GiB', machine(4, 7.8), 32],
    ['a small board', machine(4, 0.9), 7],
    ['one core', machine(1, 4), 16],
    ['hardly any memory', machine(1, 0.1), 1],
  ])('of an ONNX model on %s', (_, resources, expected) => {
    expect(defaultConcurrency(model, {}, resources)).toBe(expected)
    const page = { runtime: 'browser', backend: 'onnx' }
    expect(defaultConcurrency(model, page, resources)).toBe(expected)
  })

  test.each([
    ['http://localhost:8080/v1', undefined, 4],
    ['./engine.ts', undefined, 1],
    ['rules', undefined, 1],
    ['replay:a.jsonl', undefined, 1],
    ['./model.gguf', undefined, 1],
    [model, 'transformers.js', 1],
    [model, 'browser', 1],
  ])('of %s (%s) is the same on every machine', (given, runtime, expected) => {
    for (const resources of [machine(1, 1), machine(64, 256)])
      expect(defaultConcurrency(given, { runtime }, resources)).toBe(expected)
  })
})

describe('timeout', () => {
  test('sequences that share a core have the time that they share', () => {
    expect(defaultTimeoutMs(model, 32, machine(4, 8))).toBe(8 * 300_000)
    expect(defaultTimeoutMs(model, 4, machine(4, 8))).toBe(300_000)
    expect(defaultTimeoutMs(model, 1, machine(4, 8))).toBe(300_000)
    expect(defaultTimeoutMs('http://localhost/v1', 256, machine(1, 8))).toBe(300_000)
    expect(defaultTimeoutMs('./engine.mjs', 256, machine(1, 8))).toBe(300_000)
  })

  test('it is what a timer can hold, whatever the machine', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 1, max: 512 }),
        (concurrency, cores) => {
          const ms = defaultTimeoutMs(model, concurrency, machine(cores, 8))
          expect(ms).toBeGreaterThanOrEqual((300_000 * concurrency) / cores)
          expect(ms).toBeLessThan(2 ** 31)
        },
      ),
    )
  })
})

test('this machine has cores and memory', () => {
  expect(machineResources().cores).toBeGreaterThan(0)
  expect(machineResources().memoryBytes).toBeGreaterThan(2 ** 26)
})

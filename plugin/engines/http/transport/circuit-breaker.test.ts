import { expect, test } from 'vitest'
import { BREAKER_PROBE_MS, BREAKER_THRESHOLD, CircuitBreaker } from './circuit-breaker.ts'

function open(): { breaker: CircuitBreaker; pass: (ms: number) => void } {
  let now = 0
  const breaker = new CircuitBreaker(() => now)
  for (let failures = 0; failures < BREAKER_THRESHOLD; failures++) {
    expect(breaker.enter()).toBe('send')
    breaker.failed('no connection')
  }
  return {
    breaker,
    pass: (ms) => {
      now += ms
    },
  }
}

test('opens after consecutive failures and keeps the first reason', () => {
  const { breaker } = open()
  expect(breaker.reason).toBe('no connection')
  breaker.failed('another')
  expect(breaker.reason).toBe('no connection')
  expect(breaker.enter()).toBe('refuse')
})

test('a success in between starts the count again', () => {
  const breaker = new CircuitBreaker()
  for (let round = 0; round < 3; round++) {
    for (let failures = 1; failures < BREAKER_THRESHOLD; failures++) breaker.failed('busy')
    breaker.succeeded()
  }
  expect(breaker.reason).toBeNull()
  expect(breaker.enter()).toBe('send')
})

test('one trial at a time; its success closes the circuit, its failure does not', () => {
  const { breaker, pass } = open()
  pass(BREAKER_PROBE_MS)
  expect(breaker.enter()).toBe('trial')
  expect(breaker.enter()).toBe('refuse')
  breaker.failed('no connection')
  expect(breaker.enter()).toBe('refuse')
  pass(BREAKER_PROBE_MS)
  expect(breaker.enter()).toBe('trial')
  breaker.left()
  expect(breaker.enter()).toBe('trial')
  breaker.succeeded()
  expect(breaker.reason).toBeNull()
  expect(breaker.enter()).toBe('send')
})

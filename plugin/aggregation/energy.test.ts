import fc from 'fast-check'
import { expect, test } from 'vitest'
import { casesOf } from '../gate/test-support/run.ts'
import type { EnergyRecord, SampleEnergy } from '../records/energy.ts'
import { energyFigures } from './energy.ts'

const sample = fc.array(
  fc.record({
    joules: fc.double({ min: 0, max: 1e4, noNaN: true }),
    seconds: fc.double({ min: 0.001, max: 100, noNaN: true }),
    tokensOut: fc.integer({ min: 1, max: 500 }),
  }),
  { minLength: 1, maxLength: 20 },
)
const idOf = (index: number): string => `ex-${String(index).padStart(3, '0')}`
const recordOf = (
  examples: readonly Omit<SampleEnergy, 'id' | 'prompt'>[],
  idleWatts: number | null = 2,
): EnergyRecord => ({
  status: 'measured',
  reason: null,
  probe: 'rapl',
  scope: '1 CPU package',
  idleSeconds: 30,
  idleWatts,
  examples: examples.map((each, index) => ({ ...each, id: idOf(index), prompt: 'p' })),
})

test('gross is net and the idle machine, and each figure times its count is the sample', () => {
  fc.assert(
    fc.property(sample, fc.double({ min: 0, max: 50, noNaN: true }), (examples, idleWatts) => {
      const { gross, net, seconds, exact, tokensOut } = energyFigures(
        recordOf(examples, idleWatts),
        casesOf(20, 7),
      )
      if (gross === null || net === null || seconds === null || tokensOut === null)
        throw new Error('measured')
      expect(net.joules + idleWatts * seconds).toBeCloseTo(gross.joules, 6)
      for (const cost of [gross, net]) {
        expect(cost.perExample * examples.length).toBeCloseTo(cost.joules, 6)
        expect((cost.perToken ?? 0) * tokensOut).toBeCloseTo(cost.joules, 6)
        expect((cost.perExact ?? 0) * exact).toBeCloseTo(cost.joules, 6)
      }
      // Exact are the first seven of the run; only those of the sample count.
      expect(exact).toBe(Math.min(7, examples.length))
    }),
  )
})

test('what is not known is null: idle power, tokens, no exact example', () => {
  const one = { joules: 10, seconds: 2, tokensOut: null }
  const { gross, net, tokensOut, exact } = energyFigures(recordOf([one], null), casesOf(20, 0))
  expect({ gross, net, tokensOut, exact }).toEqual({
    gross: { joules: 10, perExample: 10, perToken: null, perExact: null },
    net: null,
    tokensOut: null,
    exact: 0,
  })
})

test('a sample that was not measured has the reason and no figure', () => {
  const record: EnergyRecord = { ...recordOf([]), status: 'failed', reason: 'no counter', scope: null }
  expect(energyFigures(record, casesOf(20, 20))).toMatchObject({
    reason: 'no counter',
    seconds: null,
    gross: null,
    net: null,
    examples: 0,
  })
})

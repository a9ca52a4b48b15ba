import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EnergyMeter } from './energy-meter.ts'
import { raplProbe } from './rapl.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-meter-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A counter of a fake powercap tree; `spend` counts microjoules on. */
function counter(start: number): { spend(microjoules: number): void; file: string } {
  const zone = path.join(folder, 'intel-rapl:0')
  mkdirSync(zone)
  writeFileSync(path.join(zone, 'name'), 'package-0\n')
  writeFileSync(path.join(zone, 'max_energy_range_uj'), '10000000\n')
  const file = path.join(zone, 'energy_uj')
  writeFileSync(file, `${start}\n`)
  const spend = (microjoules: number): void =>
    writeFileSync(file, `${(Number(readFileSync(file, 'utf8')) + microjoules) % 10_000_000}\n`)
  return { spend, file }
}

const options = (probe = 'rapl', idle = 0) => ({
  probe,
  idle,
  folder,
  ...(probe === 'rapl' ? { open: async () => raplProbe(folder) } : {}),
})
const example = (id: string) => () => ({ id, prompt: `p-${id}`, tokensOut: 3 })

test('each example has the joules that the counter counted while it ran, also where it wraps', async () => {
  const { spend } = counter(9_000_000)
  const meter = await EnergyMeter.open(options())
  await meter.measure(async () => spend(2_500_000), example('a'))
  spend(7_000_000)
  expect(await meter.measure(async () => spend(1_000_000), example('b'))).toBeUndefined()
  const record = meter.record(null)
  expect(record).toMatchObject({ status: 'measured', reason: null, probe: 'rapl', idleWatts: null })
  expect(record.scope).toContain('1 CPU package')
  expect(record.examples).toMatchObject([
    { id: 'a', prompt: 'p-a', tokensOut: 3, joules: 2.5, seconds: expect.any(Number) },
    { id: 'b', joules: 1 },
  ])
})

test('the idle machine is measured first', async () => {
  counter(0)
  const meter = await EnergyMeter.open(options('command:echo 5', 0.2))
  await meter.measure(async () => {}, example('a'))
  const { idleWatts, examples, scope } = meter.record(null)
  expect(idleWatts).toBeCloseTo(5, 6)
  expect(examples[0]?.joules).toBeCloseTo(5 * (examples[0]?.seconds ?? 0), 6)
  expect(scope).toBe('what "echo 5" prints')
})

test('paths and commands of a probe begin in its folder', async () => {
  writeFileSync(path.join(folder, 'watts.txt'), '7\n')
  const read = `node -p "require('fs').readFileSync('watts.txt', 'utf8')"`
  const meter = await EnergyMeter.open(options(`command:${read}`, 0.1))
  expect(meter.record(null).idleWatts).toBeCloseTo(7, 6)
  const missing = await EnergyMeter.open(options('csv:meter.csv'))
  expect(missing.record(null).reason).toContain(path.join(folder, 'meter.csv'))
})

test.each([
  ['csv:none.csv', 'none.csv'],
  ['command:exit 3', 'exit 3'],
  ['command:echo many', 'must print one number'],
])('a probe that is missing (%s) leaves the reason, and the work runs once', async (probe, reason) => {
  const meter = await EnergyMeter.open(options(probe, 1))
  let runs = 0
  expect(await meter.measure(async () => ++runs, example('a'))).toBe(1)
  expect(meter.record(null)).toMatchObject({ status: 'failed', scope: null, idleWatts: null, examples: [] })
  expect(meter.record(null).reason).toContain(reason)
})

test('a probe that fails in the middle leaves no part of a sample', async () => {
  const { spend, file } = counter(0)
  const meter = await EnergyMeter.open(options())
  await meter.measure(async () => spend(1), example('a'))
  await meter.measure(async () => rmSync(file), example('b'))
  writeFileSync(file, '5\n')
  await meter.measure(async () => spend(1), example('c'))
  expect(meter.record(null)).toMatchObject({ status: 'failed', examples: [] })
  expect(meter.record(null).reason).toContain('energy_uj')
})

test('work that fails fails, and the sample is not a whole one', async () => {
  counter(0)
  const meter = await EnergyMeter.open(options())
  const boom = meter.measure(() => Promise.reject(new Error('boom')), example('a'))
  await expect(boom).rejects.toThrow('boom')
  expect(meter.record('boom')).toMatchObject({ status: 'failed', reason: 'boom', examples: [] })
})

import { expect, test } from 'vitest'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 12
const SAMPLE = 8

/** An engine that takes a few milliseconds for each request. */
const ENGINE = `
import { setTimeout } from 'node:timers/promises'
const outputs = new Map(${JSON.stringify(answers(COUNT))}.map(({ id, output }) => [id, output]))
export default {
  model: { id: 'meter', specifier: './engine.mjs', sha256: null, dtype: null, engine: 'meter', engineVersion: '1',
    threads: 1, parameters: null, bytes: null, contextLength: null },
  concurrency: 4,
  replay: false,
  async generate(requests) {
    await setTimeout(5)
    return requests.map(({ id }) => ({ text: outputs.get(id), finishReason: 'stop', tokensIn: 10, tokensOut: 20,
      replayed: false, timings: { queueMs: 0, prefillMs: 10, firstTokenMs: 12, decodeMs: 190, totalMs: 202 } }))
  },
  async close() {},
}
`

/** A power meter: what watts.txt says. Its readings are in the Vitest root, as the probe's command is. */
const METER = `
import { readFileSync } from 'node:fs'
console.log(readFileSync('watts.txt', 'utf8').trim() + ' W')
`

const LATENCY = `{ machine: 'lab', sample: ${SAMPLE}, warmUp: 1 }`

function project(energy: string, latency = LATENCY): Project {
  return new Project({
    'vitest.config.ts': config(
      `{ model: './engine.mjs', datasets: ['bench.jsonl'], reports: ['html', 'markdown'], latency: ${latency}, energy: ${energy} }`,
    ),
    'bench.jsonl': dataset(COUNT),
    'engine.mjs': ENGINE,
    'meter.mjs': METER,
    'watts.txt': '4',
  })
}

const reportOf = (from: Project) => JSON.parse(from.read('.edgejson/report.json'))
const PROBE = `probe: 'command:node meter.mjs'`

test('a probe command: joules of the sample in all outputs and in the baseline; more energy warns, and fails with fail', async () => {
  const measured = project(`{ ${PROBE}, idle: 0.5 }`)
  const first = await runEdgejson(measured)
  expect(first.exitCode, first.stdout).toBe(0)
  expect(first.stdout).toContain('new energy baseline')
  const { energy, energyGate } = reportOf(measured)
  expect(energy).toMatchObject({
    probe: 'command:node meter.mjs',
    scope: 'what "node meter.mjs" prints',
    reason: null,
    examples: SAMPLE,
    exact: SAMPLE,
    tokensOut: 20 * SAMPLE,
  })
  // A constant power of 4 W: gross is 4 W for the measured seconds, and nothing is left of it net.
  expect(energy.idleWatts).toBeCloseTo(4, 6)
  expect(energy.gross.joules).toBeCloseTo(4 * energy.seconds, 6)
  expect(energy.gross.perExact).toBeCloseTo(energy.gross.joules / SAMPLE, 9)
  expect(energy.net.joules).toBeCloseTo(0, 6)
  expect(energyGate).toMatchObject({ state: 'new', exitCode: 0 })
  expect(measured.read('.edgejson/junit.xml')).toContain('name="energy_gross_joules_per_token"')
  for (const file of ['report.html', 'report.md'])
    expect(measured.read(`.edgejson/${file}`)).toContain('per exact example')
  const [header, line] = measured.read('bench.edgejson.lab.latency.jsonl').split('\n')
  expect(JSON.parse(header ?? '')).toMatchObject({ energy: { probe: 'command:node meter.mjs' } })
  expect(JSON.parse(line ?? '').joules).toBeGreaterThan(0)

  measured.write('watts.txt', '400')
  const warned = await runEdgejson(measured)
  expect(warned.exitCode, warned.stdout).toBe(0)
  expect(reportOf(measured)).toMatchObject({ verdict: { state: 'stable' }, energyGate: { state: 'more' } })
  expect(warned.stdout).toContain('more energy')

  const config_ = measured.read('vitest.config.ts')
  measured.write('vitest.config.ts', config_.replace('idle: 0.5', 'idle: 0, fail: true'))
  const failed = await runEdgejson(measured)
  expect(failed.exitCode, failed.stdout).toBe(1)
  expect(reportOf(measured)).toMatchObject({
    energy: { idleWatts: null, net: null },
    outcome: { title: 'more energy' },
  })
})

test('a probe that this machine does not have: null with the reason, said everywhere, and the run passes', async () => {
  const without = project(`{ probe: 'csv:no-meter.csv' }`)
  const { exitCode, stdout } = await runEdgejson(without)
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('energy not judged')
  expect(stdout.replace(/\s+/g, ' ')).toContain('no-meter.csv')
  const { energy, energyGate, latencyGate, verdict } = reportOf(without)
  expect(energy).toMatchObject({ gross: null, net: null, seconds: null, scope: null, examples: 0 })
  expect(energy.reason).toContain('no-meter.csv')
  expect(energyGate).toMatchObject({ state: 'inconclusive', exitCode: 0 })
  expect(latencyGate.state).toBe('new')
  expect(verdict.state).toBe('new')
  expect(without.read('.edgejson/junit.xml')).toContain('name="energy_reason"')

  without.write(
    'vitest.config.ts',
    without.read('vitest.config.ts').replace(`.csv' }`, `.csv', fail: true }`),
  )
  const strict = await runEdgejson(without)
  expect(strict.exitCode, strict.stdout).toBe(2)
  expect(strict.stdout).toContain('energy not judged')
})

test('without the option latency the joules are measured and not compared; a replay measures none', async () => {
  const alone = project(`{ ${PROBE}, idle: 0 }`, 'undefined')
  const { exitCode, stdout } = await runEdgejson(alone)
  expect(exitCode, stdout).toBe(0)
  expect(reportOf(alone)).toMatchObject({ energy: { examples: COUNT }, energyGate: { state: 'not_gated' } })
  expect(reportOf(alone)).not.toHaveProperty('latencyGate')

  alone.write('answers.jsonl', alone.read('.edgejson/answers.jsonl'))
  const replay = await runEdgejson(alone, [], { env: { EDGEJSON_MODEL: 'replay:answers.jsonl' } })
  expect(replay.exitCode, replay.stdout).toBe(0)
  expect(reportOf(alone).energy).toMatchObject({ gross: null, reason: 'replayed, no model ran' })
  expect(replay.stdout.replace(/\s+/g, ' ')).toContain('energy not gated replayed, no model ran')
})

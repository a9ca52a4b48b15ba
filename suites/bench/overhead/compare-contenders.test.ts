import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { compareContenders, median, type Round } from './compare-contenders.ts'
import type { ContenderPlan } from './contenders.ts'

const plan = (name: string, script: string, missing: string | null = null): ContenderPlan => ({
  name,
  version: null,
  does: '',
  args: () => ['-e', script],
  folder: '.',
  missing,
})

const round = (more: Partial<Round> = {}): Round => ({
  project: tmpdir(),
  examples: 10,
  runs: 2,
  limitSeconds: 60,
  exhausted: new Map(),
  say: () => {},
  ...more,
})

test('contenders take turns, backwards in every other round', async () => {
  const said: string[] = []
  const plans = [plan('a', ''), plan('b', '')]
  const { examples, contenders } = await compareContenders(
    plans,
    round({ say: (line) => said.push(line.replace(/:.*/, '')) }),
  )
  expect(said).toEqual(['a', 'b', 'b', 'a'].map((name) => `10 examples, ${name}`))
  expect(examples).toBe(10)
  for (const { seconds, missing } of contenders) {
    expect(seconds).toBeGreaterThan(0)
    expect(missing).toBeNull()
  }
})

test('one that fails or is not there has a reason and no time, and is not run again', async () => {
  const said: string[] = []
  const { contenders } = await compareContenders(
    [
      plan('fails', 'console.error("no such file"); process.exit(3)'),
      plan('absent', '', 'not installed'),
      plan('tired', ''),
    ],
    round({ exhausted: new Map([['tired', 'not tried']]), say: (line) => said.push(line) }),
  )
  expect(
    contenders.map(({ name, seconds, cpuSeconds, missing }) => [name, seconds, cpuSeconds, missing]),
  ).toEqual([
    ['fails', null, null, 'exit code 3: no such file'],
    ['absent', null, null, 'not installed'],
    ['tired', null, null, 'not tried'],
  ])
  expect(said).toEqual(['10 examples, fails: exit code 3: no such file'])
})

test('one that takes too long is stopped, and so are its workers', async () => {
  // A child that holds the pipe: the run ends only when it is gone too.
  const script =
    'require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); setInterval(() => {}, 1000)'
  const { contenders } = await compareContenders([plan('endless', script)], round({ limitSeconds: 1 }))
  expect(contenders).toMatchObject([{ seconds: null, missing: 'stopped after 1 s' }])
})

test('without ours there is nothing to compare with', async () => {
  await expect(compareContenders([plan('vitest-edgejson', 'process.exit(1)')], round())).rejects.toThrow(
    'vitest-edgejson: exit code 1',
  )
})

test('a median with a gap is null', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([1, null, 2])).toBeNull()
  expect(median([])).toBeNull()
})

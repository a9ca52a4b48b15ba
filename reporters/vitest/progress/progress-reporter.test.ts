import { expect, test } from 'vitest'
import { Screen } from '../../test-support/screen.ts'
import { isWatched, ProgressReporter } from './progress-reporter.ts'

const waiting = { options: { mode: 'run' }, meta: () => ({}), diagnostic: () => undefined }
const unchosen = { ...waiting, options: { mode: 'skip' } }
const answered = ({ replayed = false, testMs = 1_002 } = {}) => ({
  ...waiting,
  meta: () => ({ edgejson: { completion: { replayed, tokensOut: 20, timings: { totalMs: 1_000 } } } }),
  diagnostic: () => ({ duration: testMs }),
})

/** A run of `total` examples of a second each; what the screen shows after each. */
function watch(total: number, test: ReturnType<typeof answered>, done = total): string[][] {
  const screen = new Screen()
  let clock = 0
  const progress = new ProgressReporter({ stdout: screen, stderr: screen, now: () => clock })
  progress.begin(
    Array.from({ length: total }, () => waiting),
    null,
  )
  const seen: string[][] = []
  for (let n = 0; n < done; n++) {
    clock += 1_000
    progress.finished(test)
    seen.push(screen.lines)
  }
  progress.end()
  seen.push(screen.lines)
  return seen
}

test('nothing at first, then the line, and nothing once all is done', () => {
  const seen = watch(10, answered())
  expect(seen.slice(0, 2)).toEqual([[], []])
  expect(seen[4]).toEqual([' EdgeJSON  5/10 · 20.0 tokens/s · about 5 s left'])
  expect(seen[8]).toHaveLength(1)
  expect(seen.slice(9)).toEqual([[], []])
})

test('the line is on standard error; standard output receives none of it', () => {
  const [stdout, stderr] = [new Screen(), new Screen()]
  let clock = 0
  const progress = new ProgressReporter({ stdout, stderr, now: () => clock })
  progress.begin([waiting, waiting, waiting, waiting, waiting], null)
  for (let n = 0; n < 4; n++) {
    clock += 1_000
    progress.finished(answered())
  }
  stdout.write('{"figures": 1}\n')
  expect(stderr.lines).toEqual([' EdgeJSON  4/5 · 20.0 tokens/s · about 1 s left'])
  progress.end()
  expect([stdout.lines, stderr.lines]).toEqual([['{"figures": 1}'], []])
})

test('a run that is cut off leaves nothing behind', () => {
  const seen = watch(10, answered(), 6)
  expect(seen[5]).toHaveLength(1)
  expect(seen[6]).toEqual([])
})

test('a replay has no pace', () => {
  expect(watch(10, answered({ replayed: true })).flat()).toEqual([])
})

test('completions of an earlier run do not count as speed', () => {
  expect(watch(10, answered({ testMs: 3 })).flat()).toEqual([])
})

test('examples that are not chosen do not count', () => {
  const screen = new Screen()
  let clock = 0
  const progress = new ProgressReporter({ stdout: screen, stderr: screen, now: () => clock })
  progress.begin([...Array(5).fill(waiting), unchosen], 'evals\u001b[2J')
  for (let n = 0; n < 4; n++) {
    clock += 1_000
    progress.finished(answered())
    progress.finished(unchosen)
  }
  expect(screen.lines).toEqual([' EdgeJSON  evals\\u001b[2J · 4/5 · 20.0 tokens/s · about 1 s left'])
  progress.end()
})

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { CI: 'true' }, false],
  [true, { CI: 'false' }, true],
  [true, { GITHUB_ACTIONS: 'true' }, false],
  [true, { TERM: 'dumb' }, false],
])('terminal %s with %j is watched: %s', (isTTY, env, watched) => {
  expect(isWatched({ isTTY, write: () => true }, env)).toBe(watched)
})

test('while the latency sample is timed the line says so; a short run or a replay has none', () => {
  const shown = (each: ReturnType<typeof answered>, total: number): string[] => {
    const screen = new Screen()
    let clock = 0
    const progress = new ProgressReporter({ stdout: screen, stderr: screen, now: () => clock })
    progress.begin(
      Array.from({ length: total }, () => waiting),
      null,
    )
    progress.timing(20)
    for (let n = 0; n < total; n++) {
      clock += 1_000
      progress.finished(each)
    }
    progress.timing(20)
    const lines = screen.lines
    progress.end()
    expect(screen.lines).toEqual([])
    return lines
  }
  expect(shown(answered(), 10)).toEqual([' EdgeJSON  timing 20 examples, one at a time'])
  expect(shown(answered(), 1)).toEqual([])
  expect(shown(answered({ replayed: true }), 10)).toEqual([])
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { gitIn } from '../../../plugin/core/test-support/git-in.ts'
import type { Baseline } from '../../../plugin/records/baseline.ts'
import { serializeBaseline } from '../../../plugin/records/baseline.ts'
import { baselineOf, collected } from '../../../reporters/test-support/benchmark.ts'
import { readBaselineHistory } from './baseline-history.ts'

const NAME = 'test.edgejson.baseline.jsonl'
let root: string
let file: string

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-history-'))
  file = path.join(root, 'repo', 'evals', NAME)
  mkdirSync(path.dirname(file), { recursive: true })
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const repository = (): string => path.join(root, 'repo')
const git = (...args: readonly string[]): string => gitIn(repository(), args)

/** A baseline with this many of 10 examples exact. */
function state(exact: number): Baseline {
  return baselineOf(collected({ examples: 10, fate: (line) => (line <= exact ? 'exact' : 'no_json') }))
}

function commit(text: string, subject: string): void {
  writeFileSync(file, text)
  git('add', '-f', '.')
  git('commit', '-q', '-m', subject)
}

const commitState = (exact: number, subject = `State ${exact}`): void =>
  commit(serializeBaseline(state(exact)), subject)

/** The same as so many {@link commitState}, by one process of git. */
function commitStates(states: readonly { readonly exact: number; readonly subject: string }[]): void {
  const branch = git('symbolic-ref', 'HEAD')
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commits = states.map(
    ({ exact, subject }, index) =>
      `commit ${branch}\ncommitter Somebody <developer@example.invalid> ${1772366400 + index} +0000\n${data(subject)}` +
      `${index === 0 ? `from ${branch}^0\n` : ''}M 100644 inline evals/${NAME}\n${data(serializeBaseline(state(exact)))}`,
  )
  gitIn(repository(), ['fast-import', '--quiet'], commits.join(''))
  git('reset', '-q', '--hard')
}

describe('in a repository', () => {
  beforeEach(() => {
    git('init', '-q')
    commitState(4)
    commitState(7)
  })

  test('the states come in the order of their commits', () => {
    const { title, points, warnings } = readBaselineHistory(file)
    expect(title).toBe(file)
    expect(points.map(({ exact, scored, note }) => [exact, scored, note])).toEqual([
      [4, 10, 'State 4'],
      [7, 10, 'State 7'],
    ])
    expect(points[0]?.label).toMatch(/^2026-03-01 · [0-9a-f]{7}$/)
    expect(warnings).toEqual([])
  })

  test('what is not committed yet stands last', () => {
    writeFileSync(file, serializeBaseline(state(9)))
    expect(readBaselineHistory(file).points.map(({ label, exact }) => [label, exact])).toEqual([
      [expect.any(String), 4],
      [expect.any(String), 7],
      ['not committed', 9],
    ])
  })

  test('other line ends are no change', () => {
    writeFileSync(file, serializeBaseline(state(7)).replaceAll('\n', '\r\n'))
    expect(readBaselineHistory(file).points).toHaveLength(2)
  })

  test('a state that is not a baseline is left out with a warning; a deleted one is skipped', () => {
    commit('<<<<<<< ours\n', 'A conflict \u001b[31m')
    git('rm', '-q', path.join('evals', NAME))
    git('commit', '-q', '-m', 'Deleted')
    mkdirSync(path.dirname(file), { recursive: true })
    commitState(8)
    const { points, warnings = [] } = readBaselineHistory(file)
    expect(points.map(({ exact }) => exact)).toEqual([4, 7, 8])
    expect(warnings).toEqual([
      expect.stringMatching(
        /^\d{4}-03-01 · [0-9a-f]{7} is left out: test\.\S+:1: .*unresolved merge conflict, "<+ ours"\.$/,
      ),
    ])
  })

  test('of very many the newest are read', () => {
    commitStates(
      Array.from({ length: 100 }, (_, index) => ({ exact: index % 10, subject: `Change ${index}` })),
    )
    const { points, warnings } = readBaselineHistory(file)
    expect(points).toHaveLength(100)
    expect(points.at(-1)?.note).toBe('Change 99')
    expect(warnings).toEqual(['Only the newest 100 of 102 states are shown.'])
  })

  test('a shallow clone says what is missing', () => {
    const clone = path.join(root, 'clone')
    gitIn(root, ['clone', '-q', '--depth', '1', pathToFileURL(repository()).href, clone])
    const { points, warnings = [] } = readBaselineHistory(path.join(clone, 'evals', NAME))
    expect(points.map(({ exact }) => exact)).toEqual([7])
    expect(warnings.join()).toContain('fetch-depth: 0')
  })

  test('a file that was never committed is refused, also where its name is a pattern of others', () => {
    for (const name of ['other.baseline.jsonl', '*.jsonl', ':(top)evals']) {
      writeFileSync(path.join(path.dirname(file), name), serializeBaseline(state(1)))
      expect(() => readBaselineHistory(path.join(path.dirname(file), name))).toThrow(
        expect.objectContaining({
          code: 'BAD_ARGUMENT',
          message: expect.stringContaining('never committed'),
        }),
      )
    }
  })

  test('without git the message says so', () => {
    vi.stubEnv('PATH', path.join(root, 'nothing'))
    expect(() => readBaselineHistory(file)).toThrow(
      expect.objectContaining({ code: 'IO', message: expect.stringContaining('not installed') }),
    )
  })
})

test('outside a repository, and where there is no folder, the message says so', () => {
  vi.stubEnv('GIT_CEILING_DIRECTORIES', root)
  writeFileSync(file, serializeBaseline(state(1)))
  expect(() => readBaselineHistory(file)).toThrow(
    expect.objectContaining({ code: 'BAD_ARGUMENT', message: expect.stringContaining('no git repository') }),
  )
  expect(() => readBaselineHistory(path.join(root, 'nowhere', NAME))).toThrow(/there is no folder/)
})

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { renderJson } from '../../../reporters/render/json.ts'
import { collected, report } from '../../../reporters/test-support/benchmark.ts'
import { gitIn } from '../../core/test-support/git-in.ts'
import { serializeBaseline } from '../../records/baseline.ts'
import type { LoadedReport } from '../../records/run-report.ts'
import { casesOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'
import { readReference } from './read-reference.ts'

let root = ''
let file = ''
beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'edgejson-reference-')))
  file = path.join(root, 'repo', 'evals', 'test.edgejson.baseline.jsonl')
  mkdirSync(path.dirname(file), { recursive: true })
  // The folder of the machine may be in a repository of its own.
  vi.stubEnv('GIT_CEILING_DIRECTORIES', root)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true, force: true })
})

const git = (...args: readonly string[]): string => gitIn(path.join(root, 'repo'), args)

const state = (exact: number) => baselineFromRun(runOf(casesOf(10, exact)))

/** Commits a baseline with this many exact examples; the hash of the commit. */
function commit(exact: number): string {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, serializeBaseline(state(exact)))
  git('add', '-f', '.')
  git('commit', '-q', '-m', `State ${exact}`)
  return git('rev-parse', 'HEAD')
}

const at = (ref: string) => readReference(file, { kind: 'git', ref })
const failure = (ref: string): string => {
  try {
    at(ref)
  } catch (error) {
    return String(error)
  }
  throw new Error('it was read')
}

describe('git:REF', () => {
  beforeEach(() => {
    git('init', '-q', '-b', 'main')
  })

  test.each(['main', 'HEAD', 'refs/heads/main', 'v1', 'HEAD~0'])(
    'reads the file as it is in the commit of %s, whatever lies in the working tree',
    (ref) => {
      commit(3)
      const hash = commit(7)
      git('tag', '-a', 'v1', '-m', 'one')
      writeFileSync(file, 'not a baseline\n')
      expect(at(ref)).toEqual({ baseline: state(7), origin: { kind: 'git', ref, commit: hash } })
    },
  )

  test('an older commit, by its abbreviated hash', () => {
    const hash = commit(3)
    commit(7)
    expect(at(hash.slice(0, 10))).toEqual({
      baseline: state(3),
      origin: { kind: 'git', ref: hash.slice(0, 10), commit: hash },
    })
  })

  test('a folder that the working tree lacks', () => {
    commit(3)
    rmSync(path.dirname(file), { recursive: true })
    expect(at('main').baseline).toEqual(state(3))
  })

  test('a commit without the file has no baseline, and says which commit that is', () => {
    commit(3)
    git('rm', '-q', '-r', 'evals')
    git('commit', '-q', '-m', 'gone')
    const hash = git('rev-parse', 'HEAD')
    expect(at('main')).toEqual({ baseline: null, origin: { kind: 'git', ref: 'main', commit: hash } })
  })

  test('a broken state is an error that names file, ref and line', () => {
    commit(3)
    writeFileSync(file, `${serializeBaseline(state(3))}{}\n`)
    git('commit', '-q', '-a', '-m', 'broken')
    expect(failure('main')).toMatch(/baseline\.jsonl of git:main/)
  })

  test.each(['nowhere', 'HEAD~5', 'main@{9}', 'deadbeefdeadbeefdeadbeefdeadbeefdeadbeef'])(
    'a commit that does not exist (%s) is an error with the way out',
    (ref) => {
      commit(3)
      expect(failure(ref)).toMatch(/BAD_BASELINE|option baseline is "git:/)
      expect(failure(ref)).toContain(`option baseline is "git:${ref}", and the clone has no such commit`)
      expect(failure(ref)).toMatch(/git fetch .*fetch-depth: 0/)
    },
  )

  test('a shallow clone is named as one', () => {
    commit(3)
    const first = git('rev-parse', 'HEAD')
    commit(4)
    gitIn(root, ['clone', '-q', '--depth=1', `file://${path.join(root, 'repo')}`, 'shallow'])
    file = path.join(root, 'shallow', 'evals', path.basename(file))
    expect(at('HEAD').baseline).toEqual(state(4))
    expect(failure(first)).toContain('the clone, which is shallow, has no such commit')
  })

  test('a replaced commit is read as it was committed', () => {
    const first = commit(3)
    const second = commit(7)
    git('replace', second, first)
    expect(at('main').baseline).toEqual(state(7))
  })

  test('variables of a hook of git do not name another repository', () => {
    commit(3)
    vi.stubEnv('GIT_DIR', '.git')
    vi.stubEnv('GIT_INDEX_FILE', path.join(root, 'none'))
    expect(at('main').baseline).toEqual(state(3))
  })

  test('a file outside the repository is an error, not a missing baseline', () => {
    commit(3)
    const other = path.join(root, 'other')
    mkdirSync(other)
    file = path.join(other, 'x.baseline.jsonl')
    expect(failure('main')).toMatch(/is in no git repository/)
  })

  test('no text of a ref makes git do anything but read', () => {
    commit(3)
    const before = git('for-each-ref')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(
            '--exec=x',
            '-h',
            '--all',
            '--git-dir=/x',
            '^main',
            'main:evals',
            '--path-format=absolute',
          ),
          fc.string({ maxLength: 20 }).filter((ref) => !ref.includes('\0')),
        ),
        (ref) => {
          let found: ReturnType<typeof at> | null = null
          try {
            found = at(ref)
          } catch (error) {
            expect(error).toMatchObject({ code: 'BAD_BASELINE' })
          }
          if (found !== null) expect(found.origin).toMatchObject({ commit: git('rev-parse', 'HEAD') })
        },
      ),
      { numRuns: 40 },
    )
    expect(git('for-each-ref')).toBe(before)
  })
})

test('no repository at all', () => {
  expect(failure('main')).toMatch(/is in no git repository that git can use .*Run in a clone/)
})

describe('a report', () => {
  const run = report(collected({ examples: 12, fate: (line) => (line <= 8 ? 'exact' : 'omission') }))
  const read = (value: LoadedReport, metric?: 'official.fieldF1') => {
    const name = path.join(root, 'report.json')
    writeFileSync(name, [...renderJson(value)].join(''))
    return readReference(file, { kind: 'report', file: name }, metric)
  }

  test('gives the baseline that its run would have left', () => {
    expect(read(run)).toEqual({ baseline: baselineFromRun(run), origin: { kind: 'report' } })
  })

  test('has the values of a metric of a named mode', () => {
    const { baseline } = read(run, 'official.fieldF1')
    expect(baseline).toEqual(baselineFromRun(run, null, 'official.fieldF1'))
    expect(baseline?.entries.every(({ value }) => typeof value === 'number')).toBe(true)
  })

  test('a missing file is a missing baseline', () => {
    expect(readReference(file, { kind: 'report', file: path.join(root, 'none', 'report.json') })).toEqual({
      baseline: null,
      origin: { kind: 'report' },
    })
  })

  test.each<[string, Partial<LoadedReport>, RegExp]>([
    [
      'of a part of the dataset',
      { coverage: { planned: 158, ran: 12, complete: false, reason: 'limited to the first 12' } },
      /no reference: its run is limited to the first 12 \(12 of 158 examples ran\)/,
    ],
    [
      'of an invalid run',
      { verdict: { ...run.verdict, state: 'inconclusive', reason: 'no example ran', invalid: true } },
      /no reference: its run was inconclusive by itself: no example ran/,
    ],
    [
      'whose totals are others',
      { totals: { ...run.totals, exact: 11 } },
      /its totals count 11 exact of 12 scored, its examples 8 of 12/,
    ],
  ])('a report %s is refused', (_, change, message) => {
    expect(() => read({ ...run, ...change })).toThrow(
      expect.objectContaining({ code: 'BAD_BASELINE', message: expect.stringMatching(message) }),
    )
  })

  test.each([
    ['{', 'BAD_REPORT'],
    ['{"kind":"edgejson-baseline"}', 'BAD_REPORT'],
  ])('another file (%s) is an error', (text, code) => {
    const name = path.join(root, 'report.json')
    writeFileSync(name, text)
    expect(() => readReference(file, { kind: 'report', file: name })).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

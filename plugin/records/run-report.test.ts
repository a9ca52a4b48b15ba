import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { hostileText } from '../../reporters/test-support/hostile.ts'
import { parseJson } from '../core/json/parse.ts'
import type { LoadedReport } from './run-report.ts'
import { parseRunReport } from './run-report.ts'

const run = collected({ examples: 8, fate: (line) => (line === 3 ? 'timeout' : typicalFate(line)) })
const baseline = baselineOf(collected({ examples: 8 }))
const full = report(run, {
  baseline,
  gate: { maxErrors: 1 },
  thresholds: { jsonExact: 0.5, complexity: { simple: { fieldF1: 0.1 } } },
})
const text = (each: LoadedReport): string => [...renderJson(each)].join('')

describe('renderJson', () => {
  test('what is written is read back the same', () => {
    expect(parseRunReport(JSON.parse(text(full)))).toEqual(full)
    expect(parseRunReport(parseJson(text(full)))).toEqual(full)
  })

  test('one line for each case and each field', () => {
    const lines = text(full).trimEnd().split('\n')
    const first = lines.indexOf('"cases":[')
    expect(lines.slice(first + 1, -1)).toHaveLength(8)
    for (const line of lines.slice(first + 1, -1))
      expect(JSON.parse(line.replace(/,$/, ''))).toHaveProperty('id')
    expect(lines.slice(1, first).every((line) => /^"\w+":.*,$/.test(line))).toBe(true)
  })

  test('integers keep all their digits, and __proto__ is a key', () => {
    const expected = parseJson('{"n":12345678901234567890,"__proto__":{"x":1}}')
    const written = text(report(collected({ examples: 1, change: () => ({ expected }) })))
    expect(written).toContain('"expected":{"n":12345678901234567890,"__proto__":{"x":1}}')
  })

  test('a report without cases is JSON, too', () => {
    const empty = report({ ...run, cases: [], failures: ['nothing ran'] })
    expect(parseRunReport(JSON.parse(text(empty)))).toEqual(empty)
  })

  test('any text survives', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (id, answer) => {
        const each = report(
          collected({
            examples: 2,
            fate: () => 'wrong_value',
            change: ({ line, completion }) => ({
              id: `${id}${line}`,
              schemaId: id,
              complexity: answer,
              prompt: answer,
              expected: [answer],
              completion: completion === null ? null : { ...completion, text: answer },
            }),
          }),
        )
        expect(parseRunReport(JSON.parse(text(each)))).toEqual(each)
        // The file is UTF-8: halves of pairs must have been escaped.
        expect(Buffer.from(text(each), 'utf8').toString('utf8')).toBe(text(each))
      }),
    )
  })
})

describe('parseRunReport', () => {
  const written = text(full)
  const copy = (): Record<string, unknown> => JSON.parse(written)

  test.each([[null], [[]], ['a string'], [{}], [{ kind: 'edgejson-baseline', version: 1 }]])(
    '%j is not a report',
    (value) => {
      expect(() => parseRunReport(value, 'x.json')).toThrow(
        expect.objectContaining({
          code: 'BAD_REPORT',
          message: expect.stringContaining('x.json is not a run report'),
        }),
      )
    },
  )

  test('a later version is named', () => {
    expect(() => parseRunReport({ ...copy(), version: 2 }, 'x.json')).toThrow(
      /x\.json has report version 2.*reads version 1/,
    )
  })

  test('what is wrong is named by its path', () => {
    const value = copy() as { cases: { scores: { lenient: unknown } | null }[] }
    const scores = value.cases[0]?.scores
    if (scores === null || scores === undefined) throw new Error('the first case has scores')
    scores.lenient = 'high'
    expect(() => parseRunReport(value, 'x.json')).toThrow(
      'field cases[0].scores.lenient of x.json is "high"; it must be an object.',
    )
  })

  test('a field that a later release adds is no error', () => {
    expect(parseRunReport({ ...copy(), addedLater: 1 })).toHaveProperty('addedLater', 1)
  })

  test('no missing field goes unnoticed', () => {
    const paths = [...leaves(copy(), [])]
    for (const path of paths) {
      const value = copy()
      if (isDictionaryEntry(path)) continue
      removeAt(value, path)
      if (MAY_BE_ABSENT.has(String(path.at(-1)))) expect(() => parseRunReport(value)).not.toThrow()
      else
        expect(() => parseRunReport(value), path.join('.')).toThrow(
          /it must be|is not a run report|has report version/,
        )
    }
  })

  test('a value of another type is refused, whatever it is', () => {
    const paths = [...leaves(copy(), [])].filter(
      (path) => path.at(-1) !== 'expected' && !path.includes('expected'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        const value = copy()
        setAt(value, path, { unexpected: true })
        expect(() => parseRunReport(value)).toThrow()
      }),
    )
  })
})

type Path = readonly (string | number)[]

/** `error` is there for failures only, `intervals` where there are enough values, `skipped` for floors not judged. */
const MAY_BE_ABSENT = new Set(['error', 'intervals', 'skipped'])

/** Paths of all scalars; of lists the first two items stand for all. */
function* leaves(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) {
    yield path
    return
  }
  const entries = Array.isArray(value) ? [...value.slice(0, 2).entries()] : Object.entries(value)
  for (const [key, item] of entries) {
    if (key !== 'expected') yield* leaves(item, [...path, key])
  }
}

/** Items of lists may be fewer. */
function isDictionaryEntry(path: Path): boolean {
  return typeof path.at(-1) === 'number'
}

function parentOf(value: unknown, path: Path): Record<string | number, unknown> {
  let parent = value as Record<string | number, unknown>
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string | number, unknown>
  return parent
}

function removeAt(value: unknown, path: Path): void {
  delete parentOf(value, path)[path.at(-1) as string | number]
}

function setAt(value: unknown, path: Path, item: unknown): void {
  parentOf(value, path)[path.at(-1) as string | number] = item
}

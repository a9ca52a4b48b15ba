import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { isRecord } from '../../core/json/json.ts'

export type Path = readonly (string | number)[]

/** Values that are wrong in most places, or right in some. */
const OTHER: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    -1,
    0,
    1,
    2,
    0.5,
    1.5,
    2 ** 53,
    1e300,
    '',
    'x',
    'stop',
    'eos',
    'omission',
  ),
  fc.constantFrom([], {}, [1, 2], [null, null], [1, 2, 3], { p50: [1, null], p90: [1, 2], p95: [1, 2] }),
  fc.jsonValue({ maxDepth: 2 }),
)

/** A JSON value in which one member, somewhere, has another value or is removed, and where that is. */
export function mutated(
  original: unknown,
): fc.Arbitrary<{ readonly value: unknown; readonly path: Path; readonly removed: boolean }> {
  return fc
    .tuple(fc.infiniteStream(fc.nat()), fc.option(OTHER, { nil: undefined }))
    .map(([choices, replacement]) => {
      const value = structuredClone(original)
      const path = replace(value, choices, replacement)
      return { value, path, removed: replacement === undefined }
    })
}

/** The text of a sealed JSONL file in which one line is {@link mutated}; its hash is that of the changed lines. */
export function mutatedText(
  text: string,
): fc.Arbitrary<{ readonly text: string; readonly line: number; readonly path: Path }> {
  const lines = text.trimEnd().split('\n')
  return fc.nat(lines.length - 1).chain((index) => {
    const { linesSha256: _, ...record } = JSON.parse(lines[index] ?? '')
    return mutated(record).map(({ value, path }) => {
      const { linesSha256: __, ...header } = JSON.parse(lines[0] ?? '')
      const [first = '', ...rest] = [header, ...lines.slice(1).map((line) => JSON.parse(line))]
        .with(index, value)
        .map((each) => JSON.stringify(each))
      const hash = createHash('sha256')
        .update([first, ...rest].join('\n'))
        .digest('hex')
      const sealed = `${first.slice(0, -1)},"linesSha256":"${hash}"}`
      return { text: `${[sealed, ...rest].join('\n')}\n`, line: index + 1, path }
    })
  })
}

/** Replaces (or removes, for undefined) one member, chosen on the way down; returns its path. */
function replace(value: unknown, choices: Iterator<number>, replacement: unknown): Path {
  const next = (count: number): number => (choices.next().value as number) % count
  const path: (string | number)[] = []
  let here = value
  for (;;) {
    const keys: (string | number)[] = Array.isArray(here)
      ? [...here.keys()]
      : isRecord(here)
        ? Object.keys(here)
        : []
    const key = keys[next(Math.max(1, keys.length))]
    if (key === undefined) return path
    path.push(key)
    const holder = here as Record<string | number, unknown>
    const child = holder[key]
    const leaf = typeof child !== 'object' || child === null || Object.keys(child).length === 0
    if (leaf || next(5) === 0) {
      if (replacement !== undefined) holder[key] = replacement
      else if (Array.isArray(here)) here.splice(Number(key), 1)
      else delete holder[key]
      return path
    }
    here = child
  }
}

import { isObject, type JsonObject, type JsonValue } from '../core/json/json.ts'
import { jsonPath, type PathSegment } from '../core/json/path.ts'
import type { Difference } from '../records/scores.ts'
import { isContainer, kindOf, sameScalar } from './json-kinds.ts'
import { previewJson, previewPair } from './preview-json.ts'

/** Differences kept in a record; the count covers all of them. */
const MAX_DIFFERENCES = 50

/** How two values differ. */
export interface Diff {
  /** The first differences, in the order of the expected value; unexpected leaves come last. */
  readonly differences: readonly Difference[]
  /** The number of all differences; 0 exactly when the values are equal. */
  readonly count: number
  /** The kinds of all differences. */
  readonly kinds: ReadonlySet<Difference['kind']>
}

/**
 * The differences of two values, leaf by leaf: a missing leaf, an unexpected one, a container in place of a
 * scalar or the reverse, a scalar of another type, another value. Roots of different kinds (object, array,
 * scalar) are one difference.
 */
export function diffByPath(expected: JsonValue, received: JsonValue, limit: number = MAX_DIFFERENCES): Diff {
  const walk = new DiffWalk(limit)
  if (rootKind(expected) === rootKind(received)) walk.compare(expected, received)
  else walk.add('wrong_root', expected, received)
  return { differences: walk.differences, count: walk.count, kinds: walk.kinds }
}

/** The kinds of a root that are never right for each other. */
export function rootKind(value: JsonValue): 'object' | 'array' | 'scalar' {
  if (Array.isArray(value)) return 'array'
  return isObject(value) ? 'object' : 'scalar'
}

/** Walks both trees in parallel, and writes down the differences; `path` is the current position. */
export class DiffWalk {
  readonly differences: Difference[] = []
  readonly kinds: Set<Difference['kind']> = new Set()
  count = 0
  readonly path: PathSegment[] = []
  private readonly limit: number

  constructor(limit: number = MAX_DIFFERENCES) {
    this.limit = limit
  }

  /** Either value may be undefined, which means that it is missing. */
  add(kind: Difference['kind'], expected: JsonValue | undefined, received: JsonValue | undefined): void {
    this.count += 1
    this.kinds.add(kind)
    if (this.differences.length >= this.limit) return
    const [wanted, got] =
      expected === undefined || received === undefined
        ? [preview(expected), preview(received)]
        : previewPair(expected, received)
    this.differences.push({ path: jsonPath(this.path), kind, expected: wanted, received: got })
  }

  compare(expected: JsonValue, received: JsonValue): void {
    if (Array.isArray(expected) && Array.isArray(received)) this.compareItems(expected, received)
    else if (isObject(expected) && isObject(received)) this.compareMembers(expected, received)
    else if (isContainer(expected) || isContainer(received)) this.add('wrong_structure', expected, received)
    else if (kindOf(expected) !== kindOf(received)) this.add('wrong_type', expected, received)
    else if (!sameScalar(expected, received)) this.add('wrong_value', expected, received)
  }

  private compareItems(expected: readonly JsonValue[], received: readonly JsonValue[]): void {
    for (let index = 0; index < Math.max(expected.length, received.length); index += 1)
      this.compareAt(index, expected[index], received[index])
  }

  private compareMembers(expected: JsonObject, received: JsonObject): void {
    for (const key of Object.keys(expected))
      this.compareAt(key, expected[key], Object.hasOwn(received, key) ? received[key] : undefined)
    for (const key of Object.keys(received))
      if (!Object.hasOwn(expected, key)) this.compareAt(key, undefined, received[key])
  }

  private compareAt(
    segment: PathSegment,
    expected: JsonValue | undefined,
    received: JsonValue | undefined,
  ): void {
    this.path.push(segment)
    if (expected === undefined) {
      if (received !== undefined) this.addLeaves('hallucination', received)
    } else if (received === undefined) this.addLeaves('omission', expected)
    else this.compare(expected, received)
    this.path.pop()
  }

  /** One difference for each leaf below a value that only one side has. */
  addLeaves(kind: 'omission' | 'hallucination', value: JsonValue): void {
    const below = childrenOf(value)
    if (below.length === 0) {
      if (kind === 'omission') this.add(kind, value, undefined)
      else this.add(kind, undefined, value)
    }
    for (const [segment, child] of below) {
      this.path.push(segment)
      this.addLeaves(kind, child)
      this.path.pop()
    }
  }
}

function preview(value: JsonValue | undefined): string | null {
  return value === undefined ? null : previewJson(value)
}

function childrenOf(value: JsonValue): [PathSegment, JsonValue][] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item])
  return isObject(value) ? Object.entries(value) : []
}

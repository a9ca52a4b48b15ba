import type { JsonScalar, JsonValue } from '../../core/json/json.ts'
import { jsonPath, type PathSegment } from '../../core/json/path.ts'

/**
 * The position of a value: the last step and the path to it. Written as text by {@link pathText} only when
 * needed.
 */
export interface PathNode {
  readonly parent: PathNode | null
  readonly step: PathSegment
}

/** One value inside another. */
export interface Visit {
  readonly value: JsonValue
  readonly path: PathNode | null
}

/**
 * Every value in a JSON value, the root first, in the order of the text. Needs no recursion, whatever the
 * depth.
 */
export function* walkJson(root: JsonValue): Generator<Visit> {
  const waiting: Visit[] = [{ value: root, path: null }]
  for (let visit = waiting.pop(); visit !== undefined; visit = waiting.pop()) {
    yield visit
    const { value, path } = visit
    if (typeof value !== 'object' || value === null) continue
    // In reverse order, because the stack returns the last one first.
    if (Array.isArray(value)) {
      for (let index = value.length - 1; index >= 0; index--) {
        waiting.push({ value: value[index] ?? null, path: { parent: path, step: index } })
      }
    } else {
      for (const key of Object.keys(value).reverse()) {
        waiting.push({ value: value[key] ?? null, path: { parent: path, step: key } })
      }
    }
  }
}

/** A scalar, an empty object or an empty array. */
export function isLeaf(value: JsonValue): value is JsonScalar | [] | Record<string, never> {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0
}

/** The steps from the root to a value. */
export function stepsTo(path: PathNode | null): PathSegment[] {
  const steps: PathSegment[] = []
  for (let node = path; node !== null; node = node.parent) steps.push(node.step)
  return steps.reverse()
}

/** JSONPath of a value, e.g. `$.items[0].price` or `$['odd key']`. Safe to print. */
export function pathText(path: PathNode | null): string {
  return jsonPath(stepsTo(path))
}

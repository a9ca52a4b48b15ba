import { printable } from '../printable.ts'

/** Longest path that is written. A longer one is cut and ends with `…`. */
const MAX_PATH_LENGTH = 1_000
const NAME = /^[A-Za-z_]\w*$/

export type PathSegment = string | number

/**
 * JSONPath (RFC 9535) of a value: `$.items[0].price`, `$['odd key']`. Safe to print. The length is bounded,
 * because a hostile completion may contain a key of any length.
 */
export function jsonPath(segments: readonly PathSegment[]): string {
  let path = '$'
  for (const segment of segments) {
    path += writeSegment(segment)
    if (path.length > MAX_PATH_LENGTH) return `${path.slice(0, MAX_PATH_LENGTH - 1)}…`
  }
  return path
}

function writeSegment(segment: PathSegment): string {
  if (typeof segment === 'number') return `[${segment}]`
  const name = segment.slice(0, MAX_PATH_LENGTH)
  return NAME.test(name) ? `.${name}` : `[${quote(name)}]`
}

/** A JSON string in single quotes. Control characters and lone surrogates are already escaped in it. */
function quote(name: string): string {
  const inner = JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${printable(inner)}'`
}

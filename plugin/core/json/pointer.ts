import { isRecord } from './json.ts'
import type { PathSegment } from './path.ts'

/** A key as a token of a JSON pointer (RFC 6901). */
export function pointerToken(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The key of a token of a JSON pointer. */
export function pointerKey(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The segments of a pointer into a value. The pointer does not distinguish an index from a key; the value does. */
export function pointerSegments(pointer: string, root: unknown): PathSegment[] {
  let value = root
  return pointer
    .split('/')
    .slice(1)
    .map((token) => {
      const key = pointerKey(token)
      if (Array.isArray(value)) {
        value = value[Number(key)]
        return Number(key)
      }
      value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
      return key
    })
}

/**
 * The schema that a reference within the document points to; undefined when there is no such schema, or when the
 * reference points to another document.
 */
export function localReference(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  const pointer = reference.slice(1)
  if (pointer !== '' && !pointer.startsWith('/')) return undefined
  let target: unknown = root
  for (const part of pointer.split('/').slice(1)) {
    const key = pointerKey(decoded(part))
    if (Array.isArray(target)) target = target[Number(key)]
    else if (isRecord(target) && Object.hasOwn(target, key)) target = target[key]
    else return undefined
  }
  return target
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

import { emptyObject, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import type { PromptLine } from './read-lines.ts'
import { readScalar } from './read-scalar.ts'
import { itemsScope, objectScope, type Place, type Scope, scalarsScope, undecidedScope } from './scopes.ts'
import type { ObjectShape, Shape } from './shape.ts'

/**
 * Builds the value from the lines of a prompt in the benchmark's layout. One pass with a stack of open
 * containers, no backtracking: each line belongs to the container of its indentation if that container has
 * its key; otherwise it continues the text before it. Lines without a place (a title) are ignored.
 */
export function buildValue(lines: readonly PromptLine[], shape: ObjectShape): JsonObject {
  const root = emptyObject()
  const builder = new Builder(objectScope(root, shape))
  for (const line of lines) builder.add(line)
  builder.finish()
  return root
}

/** A scalar whose text may continue on the next line. */
interface OpenScalar {
  readonly parts: string[]
  readonly place: Place
}

class Builder {
  /** The index in the stack is the indentation. */
  private readonly scopes: Scope[]
  private readonly blankLists: BlankList[] = []
  private scalar: OpenScalar | null = null

  constructor(root: Scope) {
    this.scopes = [root]
  }

  add(line: PromptLine): void {
    const place = line.level === null ? null : (this.scopes[line.level]?.accept(line) ?? null)
    if (line.level === null || place === null) {
      this.scalar?.parts.push(line.raw)
      return
    }
    this.closeScalar()
    this.scopes.length = line.level + 1
    if (opensContainer(place)) this.scopes.push(this.openContainer(place))
    else this.scalar = { parts: [place.text ?? ''], place }
  }

  finish(): void {
    this.closeScalar()
    // The benchmark has no empty lists, but lists with one empty object, which the prompt does not show.
    for (const { list, item } of this.blankLists) {
      if (list.length === 0 && mayBeEmptyObject(item)) list.push(emptyObject())
    }
  }

  private closeScalar(): void {
    if (this.scalar === null) return
    const { parts, place } = this.scalar
    this.scalar = null
    place.store(readScalar(joinText(parts, place.shape), place.shape))
  }

  private openContainer({ shape, store }: Place): Scope {
    const { object, list } = shape
    const openObject = (members: ObjectShape): Scope => {
      const target = emptyObject()
      store(target)
      return objectScope(target, members)
    }
    const openList = (item: Shape): Scope => {
      const target: JsonValue[] = []
      store(target)
      this.blankLists.push({ list: target, item })
      return listScope(target, item)
    }
    if (object === null) return openList(list?.item ?? shape)
    if (list === null) return openObject(object)
    store(emptyObject())
    return undecidedScope(({ labelled }) => (labelled === null ? openList(list.item) : openObject(object)))
  }
}

interface BlankList {
  readonly list: JsonValue[]
  readonly item: Shape
}

function listScope(target: JsonValue[], item: Shape): Scope {
  const { object, scalars } = item
  if (object === null) return scalarsScope(target, item)
  if (scalars.size === 0) return itemsScope(target, object)
  return undecidedScope(({ labelled }) =>
    labelled === null ? scalarsScope(target, item) : itemsScope(target, object),
  )
}

/** `Key:` begins a container where one is allowed; `Key: ` is an empty text where a text is allowed. */
function opensContainer({ shape, text }: Place): boolean {
  if (shape.object === null && shape.list === null) return false
  return text === null || (text.trim() === '' && !shape.scalars.has('string'))
}

/** Only free text has several lines; blank lines at its end are layout. */
function joinText(parts: readonly string[], { scalars, choices }: Shape): string {
  const [first = ''] = parts
  if (parts.length === 1 || choices !== null || !scalars.has('string')) return first
  const end = parts.findLastIndex((part) => part.trim() !== '')
  return parts.slice(0, Math.max(1, end + 1)).join('\n')
}

function mayBeEmptyObject({ object, list, scalars }: Shape): boolean {
  return object !== null && list === null && scalars.size === 0 && object.required.size === 0
}

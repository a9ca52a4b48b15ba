import { emptyObject, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import { keyOf, type LabelledText } from './label.ts'
import type { PromptLine } from './read-lines.ts'
import type { Field, ObjectShape, Shape } from './shape.ts'

/** Where the value of a line goes. */
export interface Place {
  readonly shape: Shape
  /** What follows the key, or the whole line in a list of scalars; null if the line ends with the colon. */
  readonly text: string | null
  readonly store: (value: JsonValue) => void
}

/** An open container: the lines of one indentation below one key. */
export interface Scope {
  /** The place of a line with the indentation of this scope; null if the line does not belong here. */
  accept(line: PromptLine): Place | null
}

/** The scope that fills an object. */
export function objectScope(target: JsonObject, shape: ObjectShape): Scope {
  return {
    accept({ labelled }) {
      const field = labelled && fieldOf(labelled, shape)
      // A key does not occur twice: a second line with it is text that looks like a key.
      if (!field || Object.hasOwn(target, field.key)) return null
      return memberPlace(target, field, labelled.value)
    },
  }
}

/**
 * The scope that fills a list of objects. Nothing marks the end of an item, but every item keeps the order of
 * the schema: a key that occurred already, or that belongs before the last one, begins the next item.
 */
export function itemsScope(target: JsonValue[], shape: ObjectShape): Scope {
  let item: JsonObject | null = null
  let last = -1
  return {
    accept({ labelled }) {
      const field = labelled && fieldOf(labelled, shape)
      if (!field) return null
      if (item === null || field.index < last || Object.hasOwn(item, field.key)) {
        item = emptyObject()
        target.push(item)
      }
      last = field.index
      return memberPlace(item, field, labelled.value)
    },
  }
}

/** The scope that fills a list of scalars: one item per line. */
export function scalarsScope(target: JsonValue[], shape: Shape): Scope {
  return {
    accept: ({ text }) => (text === '' ? null : { shape, text, store: (value) => target.push(value) }),
  }
}

/** A scope whose kind depends on its first line. */
export function undecidedScope(decide: (first: PromptLine) => Scope): Scope {
  let scope: Scope | null = null
  return {
    accept(line) {
      if (line.text === '') return null
      scope ??= decide(line)
      return scope.accept(line)
    },
  }
}

function fieldOf(line: LabelledText, { fields, others }: ObjectShape): Field | null {
  // The keys of an open object have no order: any key may follow any other.
  const field =
    fields.size === 0
      ? { key: keyOf(line.name), index: Number.POSITIVE_INFINITY, shape: others }
      : fields.get(line.label)
  return field !== undefined && lineFits(line, field.shape) ? field : null
}

function memberPlace(target: JsonObject, { key, shape }: Field, text: string | null): Place {
  // Marks the key as present, whatever its value will be.
  target[key] = null
  return {
    shape,
    text,
    store: (value) => {
      target[key] = value
    },
  }
}

/** True if only white space follows the colon. */
export function isHeading({ value }: LabelledText): boolean {
  return value === null || value.trim() === ''
}

/** True if a `Name: value` line can be a line at a place of this shape. */
export function lineFits(line: LabelledText, { scalars, object, list }: Shape): boolean {
  if (!isHeading(line)) return scalars.size > 0
  return object !== null || list !== null || scalars.has('string')
}

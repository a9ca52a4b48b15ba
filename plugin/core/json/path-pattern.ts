import { EdgejsonError } from '../errors.ts'
import { quoted } from '../printable.ts'
import type { PathSegment } from './path.ts'

/** A step of a pattern: a key, an index, or null for any; `below`: also at any depth below (`..`). */
interface Step {
  readonly match: PathSegment | null
  readonly below: boolean
}

const ROOT = /^\$/
const STEP = /(?:(\.\.)|\.)(?:([\p{L}_][\p{L}\p{N}_-]*)|(\*))|(\.\.)?\[(?:(\d+)|(\*)|'((?:[^'\\]|\\.)*)')\]/uy

/**
 * The steps of a path as reports print it, with `*` for any key or index and `..` for any depth: `$.items[*].price`,
 * `$['odd key']`, `$..price`.
 *
 * @throws {EdgejsonError} `BAD_OPTION` with the path and the position that cannot be read
 */
function parseSteps(path: string): Step[] {
  const steps: Step[] = []
  STEP.lastIndex = 1
  while (ROOT.test(path) && STEP.lastIndex < path.length) {
    const at = STEP.lastIndex
    const match = STEP.exec(path)
    if (match === null) throw unreadable(path, at)
    const [, belowName, name, anyName, belowBracket, index, , key] = match
    const below = belowName !== undefined || belowBracket !== undefined
    const any = anyName !== undefined || (name === undefined && index === undefined && key === undefined)
    steps.push({
      below,
      match: any ? null : (name ?? (key === undefined ? Number(index) : unquote(key, path, at))),
    })
  }
  if (!ROOT.test(path)) throw unreadable(path, 0)
  return steps
}

/** The key of a quoted step, whose escapes are those of JSON and of the single quote. */
function unquote(text: string, path: string, at: number): string {
  const inner = text.replace(/\\'|"/g, (found) => (found === '"' ? '\\"' : "'"))
  try {
    return String(JSON.parse(`"${inner}"`))
  } catch {
    throw unreadable(path, at)
  }
}

function unreadable(path: string, at: number): EdgejsonError {
  return new EdgejsonError(
    'BAD_OPTION',
    `the path ${quoted(path, 200)} cannot be read from character ${at + 1} on; it must be a path as reports print it, ` +
      "such as $.items[*].price, $['odd key'] or $..price.",
  )
}

/**
 * The patterns that may still match below a position, as one state: `matched` are the numbers of the patterns that match
 * the position itself, `alive` those that match it or may match below. The state of a position depends only on its path, and
 * states are made once: walking a value costs one look-up for each member.
 */
export class PathState {
  readonly matched: readonly number[]
  readonly alive: readonly number[]
  /** Of each pattern that is alive: how many of its steps led here. */
  readonly depths: readonly Thread[]
  readonly #set: PatternSet
  /** Null stands for every key, -1 for every index, that no pattern names. */
  readonly #next = new Map<PathSegment | null, PathState>()

  constructor(set: PatternSet, threads: readonly Thread[]) {
    this.#set = set
    this.matched = unique(threads.filter(([pattern, at]) => at === set.steps[pattern]?.length))
    this.alive = unique(threads)
    this.depths = threads
  }

  /** The state of a member; a number is an index, and -1 an index that no pattern names. */
  at(segment: PathSegment): PathState {
    // Keys of hostile outputs must not fill the map: all that no pattern names are one.
    const key = this.#set.names.has(segment) ? segment : typeof segment === 'number' ? -1 : null
    let state = this.#next.get(key)
    if (state === undefined) {
      state = this.#set.state(this.depths.flatMap((thread) => this.#set.advance(thread, segment)))
      this.#next.set(key, state)
    }
    return state
  }
}

/** A pattern's number, and how many of its steps are done. */
export type Thread = readonly [pattern: number, at: number]

function unique(threads: readonly Thread[]): number[] {
  return [...new Set(threads.map(([pattern]) => pattern))].sort((a, b) => a - b)
}

/** Several path patterns that are matched together. */
export class PatternSet {
  readonly steps: readonly (readonly Step[])[]
  /** The keys and indexes that a pattern names. */
  readonly names: ReadonlySet<PathSegment>
  /** The state of the root. */
  readonly root: PathState
  readonly #states = new Map<string, PathState>()

  /** @throws {EdgejsonError} `BAD_OPTION` for a path that cannot be read */
  constructor(paths: readonly string[]) {
    this.steps = paths.map(parseSteps)
    this.names = new Set(this.steps.flat().flatMap(({ match }) => (match === null ? [] : [match])))
    this.root = this.state(paths.map((_, pattern) => [pattern, 0]))
  }

  /** The one state of a set of threads. */
  state(threads: readonly Thread[]): PathState {
    const byKey = new Map(threads.map((thread) => [thread.join(':'), thread]))
    const key = [...byKey.keys()].sort().join(' ')
    let state = this.#states.get(key)
    if (state === undefined) {
      state = new PathState(this, [...byKey.values()])
      this.#states.set(key, state)
    }
    return state
  }

  /** Where a thread is after one more segment of a path. */
  advance([pattern, at]: Thread, segment: PathSegment): Thread[] {
    const step = this.steps[pattern]?.[at]
    if (step === undefined) return []
    const here: Thread[] = step.below ? [[pattern, at]] : []
    return step.match === null || step.match === segment ? [...here, [pattern, at + 1]] : here
  }
}

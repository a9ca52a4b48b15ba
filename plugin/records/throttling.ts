import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, text } from './schema.ts'

/** What the machine says of its clock and power at one moment. */
export interface ThrottleState {
  /** What held at that moment, e.g. `throttled`; empty when nothing did. */
  readonly now: readonly string[]
  /** What was the case since the start of the machine; empty where it is not told. */
  readonly sinceStart: readonly string[]
  /** Thermal events that the system has counted since its start; null where it counts none. */
  readonly events: number | null
}

/** Whether the clock was lowered while a run was measured. */
export interface Throttling {
  /** What was read, e.g. `vcgencmd get_throttled`. */
  readonly source: string
  /** Before the first request. */
  readonly before: ThrottleState
  /** After the last one. */
  readonly after: ThrottleState
  /** What says that the times of this run are too long; empty when nothing does. */
  readonly signs: readonly string[]
}

const STATE: TUnsafe<ThrottleState> = typed<ThrottleState>()(
  Type.Object({ now: Type.Array(text), sinceStart: Type.Array(text), events: nullable(count) }),
)

export const THROTTLING: TUnsafe<Throttling> = typed<Throttling>()(
  Type.Object(
    { source: text, before: STATE, after: STATE, signs: Type.Array(text) },
    { definition: 'throttling', description: 'What the machine said of its clock before and after the run.' },
  ),
)

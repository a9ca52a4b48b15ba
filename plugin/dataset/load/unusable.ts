import type { LineProblemCode } from './line-problem.ts'

/** Why a line is no example. Thrown and caught while one line is read. */
export class Unusable {
  readonly code: LineProblemCode
  /** The message without the position. */
  readonly reason: string

  constructor(code: LineProblemCode, reason: string) {
    this.code = code
    this.reason = reason
  }
}

/** A card with scores of a type S in each mode. */
interface Card<S> {
  readonly lenient: S
  readonly task?: S
}

/** The scores that decide whether an example passes: those under scoring rules, else the lenient ones. */
export function primaryScores<S>(card: Card<S>): S
export function primaryScores<S>(card: Card<S> | null | undefined): S | undefined
export function primaryScores<S>(card: Card<S> | null | undefined): S | undefined {
  return card?.task ?? card?.lenient
}

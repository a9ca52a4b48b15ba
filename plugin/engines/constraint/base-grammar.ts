import type { WhiteSpace } from '../../records/constraint.ts'

/** The rule that a grammar starts with. GBNF requires this name. */
export const START = 'root'

/** Rules that every grammar has. */
export const BASE = `hex ::= [0-9a-fA-F]
char ::= [^"\\\\\\x00-\\x1f] | "\\\\" (["\\\\/bfnrt] | "u" hex hex hex hex)
string ::= "\\"" char* "\\""
integer ::= "0" | "-"? [1-9] [0-9]*
number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [+-]? [0-9]+)?
boolean ::= "true" | "false"
any ::= string | number | boolean | "null" | anyobject | anyarray
pair ::= string colon any
anyobject ::= "{" pad ("}" | pair (comma pair)* pad "}")
anyarray ::= "[" pad ("]" | any (comma any)* pad "]")
`
/** The rules that white space decides. */
export const WHITE_SPACE: Readonly<Record<WhiteSpace, string>> = {
  spaced: 'lead ::= [ \\n]?\npad ::= ""\ncomma ::= ", "\ncolon ::= ": "\n',
  compact: 'lead ::= [ \\n]?\npad ::= ""\ncomma ::= ","\ncolon ::= ":"\n',
  // Bounded, because some models generate white space without end.
  any: 'lead ::= [ \\n]?\npad ::= [ \\n\\t]{0,32}\ncomma ::= pad "," pad\ncolon ::= pad ":" pad\n',
}

/** The name of a property as a literal of the grammar. */
export function keyLiteral(key: string): string {
  return quote(JSON.stringify(key))
}

/** A text as a literal of the grammar. */
export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

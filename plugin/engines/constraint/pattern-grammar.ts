/** Characters of a class or an escape outside of a class, as the inside of a grammar's class. */
const CLASSES: Readonly<Record<string, string>> = { d: '0-9', w: 'A-Za-z0-9_', s: ' ' }
const ANY = '[^"\\\\\\x00-\\x1f\\x7f]'
const QUANTIFIER = /^(?:[*+?]|\{\d{1,3}(?:,\d{0,3})?\})/

/**
 * Grammar expression of a simple `pattern`: anchored at both ends, a sequence of characters and classes with quantifiers,
 * without groups and alternatives, and without characters that JSON writes with a backslash. Null for any other.
 */
export function patternGrammar(pattern: string): string | null {
  if (!pattern.startsWith('^') || !pattern.endsWith('$') || pattern.endsWith('\\$')) return null
  let rest = pattern.slice(1, -1)
  const parts: string[] = []
  while (rest !== '') {
    const found = rest.startsWith('[') ? readClass(rest) : readCharacter(rest)
    if (found === null) return null
    rest = rest.slice(found.length)
    const [quantifier = ''] = QUANTIFIER.exec(rest) ?? []
    rest = rest.slice(quantifier.length)
    if (/^[?+*]/.test(rest)) return null
    parts.push(found.expression + quantifier)
  }
  return parts.length === 0 ? '""' : parts.join(' ')
}

interface Found {
  readonly expression: string
  readonly length: number
}

function readCharacter(text: string): Found | null {
  const [first = '', second = ''] = text
  if (first === '.') return { expression: ANY, length: 1 }
  if (first === '\\') {
    const known = CLASSES[second]
    if (known !== undefined) return { expression: `[${known}]`, length: 2 }
    return /^[-.+*?()[\]{}|^$/@]$/.test(second) ? { expression: `"${second}"`, length: 2 } : null
  }
  return /^[A-Za-z0-9 _@:;,#%&=!<>~/'-]$/.test(first) ? { expression: `"${first}"`, length: 1 } : null
}

function readClass(text: string): Found | null {
  const match = /^\[(\^?)((?:\\.|[^\]\\])+)\]/.exec(text)
  if (match === null) return null
  const [whole, negated = '', inside = ''] = match
  let members = ''
  for (const [, escaped, plain] of inside.matchAll(/\\(.)|(.)/gsu)) {
    if (plain !== undefined) {
      if (plain === '"' || plain < ' ' || plain === '[') return null
      members += plain === '^' ? '\\^' : plain
    } else if (escaped !== undefined && CLASSES[escaped] !== undefined) members += CLASSES[escaped]
    else if (escaped !== undefined && /^[-.+*?()[\]{}|^$/@]$/.test(escaped))
      members += '-]^['.includes(escaped) ? `\\${escaped}` : escaped
    else return null
  }
  return {
    expression: negated === '' ? `[${members}]` : `[^${members}"\\\\\\x00-\\x1f\\x7f]`,
    length: whole.length,
  }
}

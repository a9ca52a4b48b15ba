/**
 * Characters that XML 1.0 forbids (fifth edition, production 2) or discourages: control characters except tab and line
 * breaks, noncharacters, halves of surrogate pairs.
 */
const UNFIT: RegExp =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\p{Noncharacter_Code_Point}|\p{Surrogate}/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // A parser converts these to spaces in attributes, and CR to LF everywhere, unless they are references.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** Most names and numbers need no escape: one fast test finds them. */
const PLAIN = /^[ !#-%'-;=?-~]*$/

/** Any string as character data of an element. Characters that XML cannot contain are written as `\uXXXX`. */
export function xmlText(text: string): string {
  if (PLAIN.test(text)) return text
  return legal(text).replace(/[&<>\r]/g, (char) => ENTITIES[char] ?? char)
}

/** Any string as an attribute's value between double quotes. */
export function xmlAttribute(text: string): string {
  if (PLAIN.test(text)) return text
  return legal(text).replace(/[&<>"\t\n\r]/g, (char) => ENTITIES[char] ?? char)
}

function legal(text: string): string {
  return text.replace(UNFIT, (char) => {
    const code = char.codePointAt(0) ?? 0
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** Attributes in the order given; those that are null are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | null>>

/** `<name a="1"` … without its end: the caller closes it with `>` or `/>`. Names are fixed, never untrusted text. */
export function openTag(name: string, attributes: XmlAttributes = {}): string {
  let tag = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null) tag += ` ${key}="${xmlAttribute(String(value))}"`
  }
  return tag
}

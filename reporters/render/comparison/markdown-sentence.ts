import { printable } from '../../../plugin/core/printable.ts'

/**
 * A sentence of ours that quotes what is foreign: readable as it stands, and without markup, mention or link. A
 * reference alone would not keep GitHub from making a link of an address, so what joins one is broken as well.
 */
export function markdownSentence(text: string): string {
  return printable(text).replace(/[&<>"'`*_[\]#|~@\\]|:(?=\/)|(?<=www)\./gi, (char) => {
    const reference = `&#${char.charCodeAt(0)};`
    return /[@:.]/.test(char) ? `${reference}<wbr>` : reference
  })
}

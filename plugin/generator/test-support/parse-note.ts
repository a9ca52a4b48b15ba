import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { SchemaNode } from '../schema-node.ts'
import { itemWords, keyWords, ordinal } from '../styles/wording.ts'
import { bodyOf, nodeAt, type Path, putAt, typedScalar } from './typed-scalar.ts'

/** Forms of sentences with scalars: the object they belong to (if not the root), and their list. */
const factSentences: readonly RegExp[] = [
  /^(?:In|As to) (?<subject>the .+?), (?<are>the .+)$/,
  /^(?<subject>[Tt]he [^:]+): (?<are>its .+)$/,
  /^(?<subject>[Tt]he .+?) (?:has|comes with) (?<have>.+)$/,
  /^For (?<subject>the .+?) I noted (?<as>.+)$/,
  /^(?:We have|I noted|Put down) (?<as>.+)$/,
  /^(?:Please record that|They told me that|As far as I know,) (?<are>the .+)$/,
  /^(?<are>[Tt]he .+)$/,
]
const scalarLists: readonly RegExp[] = [
  /^(?<list>[Tt]he [^:]+): (?:only )?(?<values>.+)$/,
  /^Listed under (?<list>the [^:]+): (?<values>.+)$/,
  /^There are \S+ entries under (?<list>the .+?), namely (?<values>.+)$/,
]
const counts = /^(?:The [^:]+: there|For the .+ we have|As to the .+, there) .*\b(?:entry|entries)$/
const empties = /^(?:The list of (?<list>.+)|(?<object>The .+)) is empty$/

/**
 * Recovers the expected value from a note, given only the schema. Strings in quotation marks are taken out
 * first; no other value contains a space.
 */
export function parseNote(prompt: string, { root }: SourceSchema): JsonObject {
  const quoted: string[] = []
  const text = bodyOf(prompt).replace(
    /"[^"]*"|“[^”]*”/g,
    (match) => `\u0001${quoted.push(match.slice(1, -1)) - 1}`,
  )
  const plain = (token: string): string =>
    token.startsWith('\u0001') ? (quoted[Number(token.slice(1))] ?? '') : token
  const expected: JsonObject = {}
  for (const sentence of text.split(/\.(?:\s+|$)/).filter((part) => part !== '')) {
    if (counts.test(sentence)) continue
    if (!readEmpty(sentence, root, expected) && !readList(sentence, root, expected, plain)) {
      readFacts(sentence, root, expected, plain)
    }
  }
  return expected
}

function readEmpty(sentence: string, root: SchemaNode, expected: JsonObject): boolean {
  const { list, object } = empties.exec(sentence)?.groups ?? {}
  if (list === undefined && object === undefined) return false
  const path = placeOf(root, list === undefined ? (object ?? '') : `the ${list}`)
  if (!path) return false
  putAt(expected, path, list === undefined ? {} : [])
  return true
}

function readList(
  sentence: string,
  root: SchemaNode,
  expected: JsonObject,
  plain: (token: string) => string,
): boolean {
  for (const form of scalarLists) {
    const { list, values } = form.exec(sentence)?.groups ?? {}
    const path = list === undefined ? null : placeOf(root, list)
    if (!path || values === undefined || nodeAt(root, path).type !== 'array') continue
    split(values).forEach((value, index) => {
      putAt(expected, [...path, index], typedScalar(plain(value), nodeAt(root, [...path, index])))
    })
    return true
  }
  return false
}

function readFacts(
  sentence: string,
  root: SchemaNode,
  expected: JsonObject,
  plain: (token: string) => string,
): void {
  for (const form of factSentences) {
    const groups = form.exec(sentence)?.groups
    if (!groups) continue
    const place = groups.subject === undefined ? [] : placeOf(root, groups.subject)
    const facts = place && factsOf(groups, nodeAt(root, place))
    if (!facts) continue
    for (const [key, value] of facts) {
      putAt(expected, [...place, key], typedScalar(plain(value), nodeAt(root, [...place, key])))
    }
    return
  }
  throw new Error(`not understood: ${sentence}`)
}

/** Key and value of each part; null if a part does not have the form that the sentence requires. */
function factsOf(groups: Record<string, string | undefined>, node: SchemaNode): [string, string][] | null {
  const form = groups.are
    ? /^(?:[Tt]he|its) (?<key>.+) is (?<value>\S+)$/
    : groups.as
      ? /^(?<value>\S+) as the (?<key>.+)$/
      : /^(?<key>.+) (?<value>\S+)$/
  const facts = split(groups.are ?? groups.as ?? groups.have ?? '').map((part): [string, string] | null => {
    const { key: words, value } = form.exec(part)?.groups ?? {}
    const key = [...node.properties.keys()].find((name) => keyWords(name) === words)
    return key === undefined || value === undefined ? null : [key, value]
  })
  return facts.some((fact) => fact === null) ? null : facts.filter((fact) => fact !== null)
}

function split(enumeration: string): string[] {
  return enumeration.split(/, | and /)
}

/** `the second team of the first department` as a path; null if the schema has no such path. */
function placeOf(root: SchemaNode, subject: string): Path | null {
  let path: Path = []
  for (const part of subject.split(' of ').reverse()) {
    const words = part.replace(/^the /i, '')
    const step = stepOf(nodeAt(root, path), words)
    if (!step) return null
    path = [...path, ...step]
  }
  return path
}

function stepOf(node: SchemaNode, words: string): Path | null {
  for (const key of node.properties.keys()) {
    if (keyWords(key) === words) return [key]
    for (let index = 0; index < 20; index++) {
      if (`${ordinal(index)} ${itemWords(key)}` === words) return [key, index]
    }
  }
  return null
}

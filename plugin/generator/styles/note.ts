import type { JsonObject, JsonScalar, JsonValue } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { scalarText } from '../json-text.ts'
import type { Random } from '../random.ts'
import type { SchemaNode } from '../schema-node.ts'
import { capitalise } from '../text-values.ts'
import { countWord, enumerate, isBare, itemWords, keyWords, ordinal, quote } from './wording.ts'

/** Thrown and caught in this file: a string that contains every kind of quotation mark. */
class Unquotable extends Error {}

/** What the sentences of one note have in common. */
interface Voice {
  readonly random: Random
  readonly alwaysQuote: boolean
  /** Most scalars in one sentence. */
  readonly breath: number
}

interface Fact {
  readonly name: string
  readonly value: string
}

const openings: readonly ((topic: string) => string)[] = [
  () => 'Hi,',
  () => 'Hello everyone,',
  () => 'Dear team,',
  (topic) => `Hi, here is what I have on the ${topic}.`,
  (topic) => `A quick note on the ${topic}:`,
  (topic) => `Hello, these are the particulars of the ${topic} we talked about.`,
  (topic) => `Notes for the ${topic}, as dictated.`,
]

const closings: readonly ((topic: string) => string)[] = [
  (topic) => `Please extract the ${topic} information as JSON.`,
  (topic) => `Please turn the ${topic} above into JSON.`,
  (topic) => `Could you write the ${topic} down as JSON?`,
  () => 'Please extract all of this as JSON.',
  (topic) => `Please reply with the ${topic} as one JSON object.`,
]

/**
 * A note or an e-mail in sentences. Every key is named in words; every fact names its object ("the city of
 * the shipping address"), an item by its position ("the second line item"); the number of items of a list is
 * given before the first. Strings that are not a single plain word are in quotation marks.
 */
export function formatNote(
  expected: JsonObject,
  { root, topic }: SourceSchema,
  random: Random,
): string | null {
  const voice: Voice = { random, alwaysQuote: random.chance(0.5), breath: random.int(1, 4) }
  try {
    const paragraphs = tell(expected, root, '', voice)
    const separator = random.chance(0.5) ? '\n' : ' '
    const opening = random.pick(openings)(topic)
    const closing = random.pick(closings)(topic)
    return `${opening}\n\n${paragraphs.join(separator)}\n\n${closing}`
  } catch (error) {
    if (error instanceof Unquotable) return null
    throw error
  }
}

/** Sentences about one object. `subject` is its name with article; empty for the root. */
function tell(object: JsonObject, node: SchemaNode, subject: string, voice: Voice): string[] {
  const sentences: string[] = []
  const facts: Fact[] = []
  const flush = (): void => {
    while (facts.length > 0) {
      sentences.push(factSentence(facts.splice(0, voice.breath), subject, voice.random))
    }
  }
  for (const [key, value] of Object.entries(object)) {
    const child = node.properties.get(key)
    if (!child) continue
    if (Array.isArray(value)) {
      flush()
      sentences.push(...tellList(key, value, child, subject, voice))
    } else if (typeof value === 'object' && value !== null) {
      flush()
      const name = called(keyWords(key), subject)
      const inside = tell(value, child, name, voice)
      sentences.push(...(inside.length > 0 ? inside : [`${capitalise(name)} is empty.`]))
    } else {
      facts.push({ name: keyWords(key), value: scalar(value, child, voice) })
    }
  }
  flush()
  return sentences
}

function tellList(
  key: string,
  list: readonly JsonValue[],
  node: SchemaNode,
  subject: string,
  voice: Voice,
): string[] {
  const name = called(keyWords(key), subject)
  if (list.length === 0) return [`The list of ${name.replace(/^the /, '')} is empty.`]
  const { items } = node
  const scalars = list.filter((item) => typeof item !== 'object' || item === null)
  if (scalars.length > 0) {
    const words = scalars.map((item) => scalar(item, items, voice))
    return [scalarListSentence(name, words, voice.random)]
  }
  const count = list.length === 1 ? 'one entry' : `${countWord(list.length)} entries`
  const sentences = [
    voice.random.pick([
      `${capitalise(name)}: there ${list.length === 1 ? 'is' : 'are'} ${count}.`,
      `For ${name} we have ${count}.`,
      `As to ${name}, there ${list.length === 1 ? 'is' : 'are'} ${count}.`,
    ]),
  ]
  list.forEach((item, index) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item) || !items) return
    sentences.push(...tell(item, items, called(`${ordinal(index)} ${itemWords(key)}`, subject), voice))
  })
  return sentences
}

function called(name: string, subject: string): string {
  return subject === '' ? `the ${name}` : `the ${name} of ${subject}`
}

function factSentence(facts: readonly Fact[], subject: string, random: Random): string {
  const are = facts.map(({ name, value }) => `the ${name} is ${value}`)
  const have = facts.map(({ name, value }) => `${name} ${value}`)
  const as = facts.map(({ name, value }) => `${value} as the ${name}`)
  if (subject === '') {
    return random.pick([
      () => `${capitalise(enumerate(are))}.`,
      () => `We have ${enumerate(as)}.`,
      () => `I noted ${enumerate(as)}.`,
      () => `Please record that ${enumerate(are)}.`,
      () => `They told me that ${enumerate(are)}.`,
      () => `As far as I know, ${enumerate(are)}.`,
      () => `Put down ${enumerate(as)}.`,
    ])()
  }
  return random.pick([
    () => `In ${subject}, ${enumerate(are)}.`,
    () => `${capitalise(subject)}: ${enumerate(facts.map(({ name, value }) => `its ${name} is ${value}`))}.`,
    () => `${capitalise(subject)} has ${enumerate(have)}.`,
    () => `For ${subject} I noted ${enumerate(as)}.`,
    () => `As to ${subject}, ${enumerate(are)}.`,
    () => `${capitalise(subject)} comes with ${enumerate(have)}.`,
  ])()
}

function scalarListSentence(name: string, words: readonly string[], random: Random): string {
  if (words.length === 1) return `${capitalise(name)}: only ${words[0]}.`
  return random.pick([
    () => `${capitalise(name)}: ${enumerate(words)}.`,
    () => `Listed under ${name}: ${enumerate(words)}.`,
    () => `There are ${countWord(words.length)} entries under ${name}, namely ${enumerate(words)}.`,
  ])()
}

function scalar(value: JsonScalar, node: SchemaNode | null, voice: Voice): string {
  if (typeof value !== 'string') return scalarText(value, node)
  if (!voice.alwaysQuote && isBare(value)) return value
  const quoted = quote(value)
  if (quoted === null) throw new Unquotable()
  return quoted
}

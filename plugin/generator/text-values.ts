import { commonWords } from './common-words.ts'
import type { Random } from './random.ts'

/**
 * The kind of strings in one example. `plain`: as in the benchmark, whose generator used a random word or a
 * person's name wherever it had no rule. `realistic`: what such a field contains in practice.
 */
export type Flavour = 'plain' | 'realistic'

type WordKind = 'adjective' | 'adverb' | 'noun' | 'verb' | 'preposition'

const kinds: readonly WordKind[] = [
  'noun',
  'verb',
  'adjective',
  'noun',
  'verb',
  'adverb',
  'preposition',
  'noun',
]
// Words that a reader could take for a JSON literal.
const literals: readonly string[] = ['true', 'false', 'null', 'none', 'nan']

/** One lower-case English word of 2 to 10 letters: nearly always an everyday one, sometimes a rare one. */
export function word(random: Random): string {
  if (random.chance(0.85)) return random.pick(commonWords)
  for (;;) {
    const candidate = random.faker.word[random.pick(kinds)]()
    if (/^[a-z]{2,10}$/.test(candidate) && !literals.includes(candidate)) return candidate
  }
}

/** One capitalized word, as the benchmark uses for fields without a rule. */
export function capitalWord(random: Random): string {
  return capitalise(word(random))
}

/** Words of no meaning between a capital and a full stop. */
export function sentence(random: Random): string {
  const words = Array.from({ length: random.int(3, 12) }, () => word(random))
  return `${capitalise(words.join(' '))}.`
}

/** One to three sentences. */
export function paragraph(random: Random): string {
  return Array.from({ length: random.int(1, 3) }, () => sentence(random)).join(' ')
}

/** A few words that could head a message. */
export function phrase(random: Random): string {
  const { word: w, hacker, commerce } = random.faker
  return random.pick([
    () => `${capitalise(w.adjective())} ${w.noun()} ${w.preposition()} the ${w.noun()}`,
    () => `Cannot ${hacker.verb()} the ${hacker.noun()}`,
    () => `Question about the ${commerce.product().toLowerCase()}`,
    () => `New ${hacker.noun()} for the ${commerce.department().toLowerCase()} team`,
    () => `${capitalise(w.noun())} and ${w.noun()}: next steps`,
  ])()
}

/** A sentence with a meaning, in the style of marketing. */
export function remark(random: Random): string {
  const { word: w, hacker, company, commerce } = random.faker
  return random.pick([
    () => `The ${hacker.adjective()} ${hacker.noun()} did not ${hacker.verb()} the ${hacker.noun()}.`,
    () => `${capitalise(hacker.verb())} the ${hacker.noun()} before the ${w.noun()} is ${hacker.ingverb()}.`,
    () =>
      `The ${commerce.product().toLowerCase()} was ${w.adjective()} and the ${w.noun()} ${w.adjective()}.`,
    () => `We agreed on ${company.buzzAdjective()} ${company.buzzNoun()} for the ${w.noun()}.`,
    () => `Asked for ${w.adjective()} ${w.noun()}, got ${w.adjective()} ${w.noun()} instead.`,
  ])()
}

/** A full name; sometimes with a title or a suffix. */
export function fullName(random: Random): string {
  const { person } = random.faker
  const name = `${person.firstName()} ${person.lastName()}`
  if (random.chance(0.94)) return name
  return random.chance(0.5) ? `Dr. ${name}` : `${name} ${random.pick(['Jr.', 'MD', 'PhD', 'III'])}`
}

/** An address at a domain reserved for examples (RFC 2606). */
export function email(random: Random): string {
  const { person } = random.faker
  const letters = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '')
  const first = letters(person.firstName())
  const last = letters(person.lastName())
  const user = random.pick([
    () => `${first}${last}`,
    () => `${last}${first}`,
    () => `${first.slice(0, 1)}${last}${random.int(1, 99)}`,
    () => `${first}${random.int(10, 99)}`,
    () => `${first}.${last}`,
  ])()
  return `${user}@example.${random.pick(['com', 'net', 'org'])}`
}

/** A North American number in one of the benchmark's spellings: digits, hyphens, brackets, a leading plus. */
export function phone(random: Random): string {
  const area = random.int(201, 989)
  const exchange = random.int(200, 999)
  const line = String(random.int(0, 9999)).padStart(4, '0')
  return random.pick([
    `${area}-${exchange}-${line}`,
    `+1-${area}-${exchange}-${line}`,
    `(${area})${exchange}-${line}`,
    `001-${area}-${exchange}-${line}`,
    `${area}${exchange}${line}`,
  ])
}

/** A version 4 UUID. */
export function uuid(random: Random): string {
  const hex = (length: number) =>
    random
      .int(0, 16 ** length - 1)
      .toString(16)
      .padStart(length, '0')
  return [hex(8), hex(4), `4${hex(3)}`, random.pick(['8', '9', 'a', 'b']) + hex(3), hex(12)].join('-')
}

/** Letters and digits as on a label: `KX-48213`. */
export function code(random: Random, prefix = ''): string {
  const letter = () => String.fromCharCode(random.int(65, 90))
  return `${prefix || letter() + letter()}-${random.int(1000, 99_999)}`
}

/** Digits that may begin with 0, as text. */
export function digits(random: Random, length: number): string {
  return Array.from({ length }, () => random.int(0, 9)).join('')
}

export function capitalise(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

import { randomMoment } from '../moments.ts'
import type { Random } from '../random.ts'
import type { TextLimits } from '../schema-node.ts'
import * as text from '../text-values.ts'
import { pseudoWord, rareWord } from './odd-words.ts'

/** Names with letters that English does not have. */
export const accented: readonly string[] = [
  'Zoë Müller',
  'José Álvarez',
  'Łukasz Nowak',
  'François Lefèvre',
  'Søren Kjær',
  'Ana Gonçalves',
  'Jürgen Groß',
  'Şule Yıldız',
  'Noël Béranger',
  'Ingrid Åström',
  'Dvořák Přemysl',
  'Nuñez Ibáñez',
]
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ'
/** What measures end in. */
export const units: readonly string[] = [
  'kg',
  'mm',
  'km/h',
  'mg/dL',
  'GB',
  'MHz',
  'psi',
  'ml',
  'V',
  'bpm',
  'years',
  'days',
  'weeks',
]

const upper = (random: Random, length: number): string =>
  Array.from({ length }, () => letters.charAt(random.int(0, letters.length - 1))).join('')

/** Hexadecimal digits in lower case. */
export function hex(random: Random, length: number): string {
  return Array.from({ length }, () => random.int(0, 15).toString(16)).join('')
}

/** An identifier as on a label; it never looks like a number. */
export function label(random: Random): string {
  return random.pick([
    () => text.code(random),
    () => `${upper(random, 3)}-${text.digits(random, 4)}`,
    () => `${upper(random, 2)}${text.digits(random, random.int(3, 7))}`,
    () => `${upper(random, 3)}-${random.int(1990, 2026)}-${text.digits(random, random.int(3, 6))}`,
    () => `${upper(random, 2)}-${text.digits(random, 3)}-${upper(random, 2)}`,
    () => `${text.word(random)}-${text.word(random)}-${random.int(1, 99)}`,
    () => `${upper(random, 1)}${random.int(10, 99)}.${random.int(0, 9)}`,
    () => `${upper(random, 2)}/${text.digits(random, 4)}/${upper(random, 1)}`,
    () => `${hex(random, 4).toUpperCase()}-${hex(random, 4).toUpperCase()}`,
    () =>
      hex(random, random.pick([7, 8, 12, 16, 24])).replace(
        /^\d+(?:e\d*)?$/,
        (digits) => `${digits.slice(1)}f`,
      ),
  ])()
}

/** A timestamp as the benchmark writes it, and in the other usual formats. */
export function moment(random: Random): string {
  if (random.chance(0.65)) return randomMoment(random, false)
  const base = randomMoment(random, false).slice(0, 19)
  const hour = String(random.int(0, 12)).padStart(2, '0')
  return random.pick([
    base,
    `${base}Z`,
    `${base}${random.chance(0.5) ? '+' : '-'}${hour}:${random.pick(['00', '30'])}`,
    `${base.replace('T', ' ')}`,
    `${base.slice(0, 16)}`,
    `${base}.${text.digits(random, 3)}Z`,
  ])
}

function words(random: Random, least: number, most: number): string {
  return Array.from({ length: random.int(least, most) }, () => text.word(random)).join(' ')
}

/** Some words, each with a capital. */
export function title(random: Random): string {
  return Array.from({ length: random.int(2, 4) }, () => text.capitalWord(random)).join(' ')
}

/** Two lines, as the benchmark writes an address. */
export function address(random: Random, { verbatim }: TextLimits): string {
  const { location } = random.faker
  if (random.chance(0.08)) {
    const post = `${random.pick(['USS', 'USNS', 'USNV'])} ${random.faker.person.lastName()}`
    return `${post}${verbatim ? '\n' : ', '}${random.pick(['FPO', 'APO'])} ${random.pick(['AA', 'AE', 'AP'])} ${text.digits(random, 5)}`
  }
  const flat = random.chance(0.4) ? ` ${random.pick(['Apt.', 'Suite'])} ${text.digits(random, 3)}` : ''
  const street = `${random.int(1, 99_999)} ${random.faker.person.lastName()} ${random.pick(streets)}${flat}`
  const state = location.state({ abbreviated: true })
  return `${street}${verbatim ? '\n' : ', '}${location.city()}, ${state} ${text.digits(random, 5)}`
}

const streets = [
  'Street',
  'Avenue',
  'Road',
  'Plains',
  'Mountain',
  'Trafficway',
  'Hollow',
  'Mills',
  'Run',
  'Harbor',
  'Valley',
  'Ports',
  'Freeway',
  'Groves',
  'Lane',
  'Spring',
]

const oddSentence = (random: Random): string => {
  const words = Array.from({ length: random.int(3, 14) }, () =>
    random.pick([text.word, rareWord, pseudoWord])(random),
  )
  return `${text.capitalise(words.join(' '))}.`
}

/** One to six sentences as long as the benchmark's, whose longest have twenty words. */
export function longText(random: Random): string {
  const one = () => {
    const words = Array.from({ length: random.chance(0.2) ? random.int(9, 20) : random.int(3, 9) }, () =>
      random.chance(0.04) ? rareWord(random) : text.word(random),
    )
    return `${text.capitalise(words.join(' '))}.`
  }
  return Array.from({ length: random.pick([1, 1, 1, 2, 2, 3, 3, 4, 5, 6]) }, one).join(' ')
}

/** Sentences, also with quotation marks or line breaks if the prompt can show them. */
export function prose(random: Random, { verbatim }: TextLimits): string {
  const plain = random.pick([longText, longText, text.paragraph, text.remark, oddSentence])(random)
  if (!verbatim || random.chance(0.9)) return plain
  return random.chance(0.3)
    ? `${text.sentence(random).slice(0, -1)} "${words(random, 1, 3)}".`
    : Array.from({ length: random.int(2, 3) }, () => text.sentence(random)).join('\n')
}

/** A word, or two, that are hard to copy. */
export function oddWord(random: Random): string {
  const make = random.chance(0.5) ? rareWord : pseudoWord
  const word = random.chance(0.7) ? text.capitalise(make(random)) : make(random)
  return random.chance(0.7) ? word : `${word} ${text.capitalise(pseudoWord(random))}`
}

/** A label, or digits alone. */
export function digitCode(random: Random): string {
  return random.chance(0.5) ? label(random) : text.digits(random, random.int(4, 12))
}

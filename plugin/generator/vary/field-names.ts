import { commonWords } from '../common-words.ts'
import type { Random } from '../random.ts'
import { pseudoWord, rareWord } from './odd-words.ts'
import type { ValueKind } from './value-kinds.ts'

// Names are chosen so that a reader without the schema can see from them what the layout of a prompt leaves
// open: list names are plurals, object names are not (except the closed list below), and digits are text in a
// field whose name ends like those of `named` kinds.

/** Words with a meaning in the sentences of a note, or that name the type of a value. */
const reserved = new Set(
  `about above across after again ago all almost along already also always and any are around ask away back because
  before behind below between both but by can did does down during each either else end enough even ever every except
  few first for from get gets give given had half has have her here him his how however if in inside into is it its just keep kept last
  least less let like many may maybe might more most much must near need never next no nobody none nor not nothing now
  of off often on once one only or other our out over own per perhaps please rather real same second see seem self she
  should since so some soon still such sure than that the their them then there they third this those though through to
  today together tomorrow too toward twelve twice two under until up upon us use usual very was we well were what when
  where whether which while who whole whose why will with within without would yes yet you your ten three seven hundred
  zero eight listed entry entries number code key pin phone zip mobile fax barcode serial post total subtotal tax shipping tip
  discount quantity price amount row rows table form log note notes field value empty`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Everyday words that can be part of a name. */
export const nameWords: readonly string[] = commonWords.filter(
  (word) => word.length > 2 && word.length < 10 && !reserved.has(word),
)

/** Names of objects that look like plurals but are not. */
const objectTails = [
  'details',
  'info',
  'settings',
  'metrics',
  'summary',
  'address',
  'contact',
  'profile',
  'stats',
  'data',
  'config',
  'metadata',
  'location',
  'report',
  'status',
  'options',
  'coordinates',
  'totals',
  'fees',
] as const

const pluralisable = nameWords.filter(
  (word) => /[^sxzyh]$/.test(word) && !objectTails.some((tail) => tail === `${word}s`),
)

const listTails = [
  'items',
  'entries',
  'records',
  'events',
  'results',
  'orders',
  'members',
  'steps',
  'alerts',
  'readings',
  'payments',
  'changes',
  'visits',
  'devices',
  'parties',
] as const

const booleanHeads = ['is', 'has', 'can', 'was', 'needs'] as const

/** A word of a name: everyday, rare, a short form, or invented. */
function modifier(random: Random): string {
  const roll = random.next()
  if (roll < 0.82) return random.pick(nameWords)
  if (roll < 0.86) return unlessReserved(letters(random), random)
  return unlessReserved(roll < 0.94 ? rareWord(random) : pseudoWord(random), random)
}

function unlessReserved(word: string, random: Random): string {
  return /^[a-z]/.test(word) && !isReserved(word) ? word : random.pick(nameWords)
}

function isReserved(word: string): boolean {
  return reserved.has(word) || /^(?:true|false|null|none|nan)$/.test(word)
}

/** A short form such as `kyc`, `h2`, `rpm`. */
function letters(random: Random): string {
  const short = Array.from({ length: random.int(2, 4) }, () => random.pick([...'abcdeghiklmnoprtuvw'])).join(
    '',
  )
  return random.chance(0.2) ? `${short}${random.int(1, 12)}` : short
}

/** True for the name of a list among generated names: a plural that is not in the closed list. */
export function isListName(name: string): boolean {
  const [, tail = ''] = /([^_]*)$/.exec(name) ?? []
  return tail.endsWith('s') && !objectTails.some((known) => known === tail)
}

/** One to `most` everyday words, in snake case; sometimes with a digit at the end, as in `line_2`. */
export function randomName(random: Random, most: number): string {
  const parts = Array.from({ length: random.int(1, most) }, () => modifier(random))
  return parts.join('_') + (random.chance(0.03) ? `_${random.int(1, 9)}` : '')
}

/** A name for a scalar of this kind. */
export function scalarName(kind: ValueKind, random: Random): string {
  if (kind.type === 'boolean' && random.chance(0.4)) {
    return `${random.pick(booleanHeads)}_${randomName(random, 2)}`
  }
  // Any name is possible if the value itself shows its type.
  if (!kind.named && random.chance(0.4)) return randomName(random, 3)
  const heads = Array.from({ length: random.pick([0, 1, 1, 1, 2, 2, 3]) }, () => modifier(random))
  const name = [...heads, random.pick(kind.tails)].join('_')
  // Next to a quantity, a bare price would require a line total.
  return name === 'price' ? `${modifier(random)}_price` : name
}

/** A name for an object: never a plural except for a closed list of words (`settings`). */
export function objectName(random: Random): string {
  const heads = Array.from({ length: random.int(0, 2) }, () => modifier(random))
  if (heads.length > 0 && random.chance(0.4)) return singular(heads.join('_'), random)
  return [...heads, random.pick(objectTails)].join('_')
}

/** A name for a list: always a plural. */
export function listName(random: Random): string {
  const heads = Array.from({ length: random.int(0, 2) }, () => modifier(random))
  const tail = random.chance(0.5) ? random.pick(listTails) : `${random.pick(pluralisable)}s`
  return [...heads, tail].join('_')
}

function singular(name: string, random: Random): string {
  return isListName(name) ? `${name}_${random.pick(['info', 'data', 'report'])}` : name
}

/** Keys of a map: months, grades, ranges, places, or anything. */
export function mapKeys(random: Random, count: number): string[] {
  const family = random.pick([
    () => ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
    () => ['q1', 'q2', 'q3', 'q4'],
    () => ['18_24', '25_34', '35_44', '45_54', '55_plus'],
    () => ['north', 'south', 'east', 'west', 'central'],
    () => ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
    () => ['low', 'medium', 'high', 'critical'],
    () =>
      Array.from(
        { length: 6 },
        (_, index) => `${random.pick(['tier', 'zone', 'level', 'line'])}_${index + 1}`,
      ),
    () => Array.from({ length: 8 }, () => randomName(random, 2)),
    () => Array.from({ length: 8 }, () => randomName(random, 1)),
  ])()
  const keys = [...new Set(family)]
  const start = random.int(0, Math.max(0, keys.length - count))
  return keys.slice(start, start + count)
}

/** The subject of an example: `garden permit`, `quality audit report`. */
export function entityName(random: Random): string {
  const heads = Array.from({ length: random.int(1, 3) }, () => modifier(random))
  const tail = random.chance(0.6)
    ? [
        random.pick([
          'record',
          'report',
          'summary',
          'request',
          'profile',
          'order',
          'entry',
          'sheet',
          'ticket',
          'update',
        ]),
      ]
    : []
  return [...heads, ...tail].join(' ')
}

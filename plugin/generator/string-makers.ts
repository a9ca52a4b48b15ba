import { ruleFinder, snakeCase } from './key-rules.ts'
import { randomDay, randomMoment, randomTime } from './moments.ts'
import type { Random } from './random.ts'
import { isOneLine, type SchemaNode } from './schema-node.ts'
import type { Flavour } from './text-values.ts'
import * as text from './text-values.ts'
import { contentTypes, currencies, grades, languages, regions, timeZones, wordsByKey } from './vocabulary.ts'

/** The context of a maker, in addition to the schema of its value. */
export interface MakerContext {
  readonly random: Random
  readonly flavour: Flavour
  /** Key of the value, or of the list that holds it. */
  readonly key: string
}

type Maker = (random: Random) => string

/** A rule: keys it applies to, a value as in the benchmark, a realistic value. */
type Rule = readonly [keys: RegExp, plain: Maker, realistic: Maker]

const company: Maker = ({ faker }) => faker.company.name()
const product: Maker = ({ faker }) => faker.commerce.productName()
const twoWords: Maker = (random) => `${text.capitalWord(random)} ${text.capitalWord(random)}`
const handle: Maker = (random) => `${text.word(random)}_${text.word(random)}${random.int(1, 99)}`
const jobTitle: Maker = ({ faker }) => faker.person.jobTitle()
const address: Maker = (random) =>
  `${street(random)}, ${random.faker.location.city()}, ${random.faker.location.state()} ${text.digits(random, 5)}`
const version: Maker = (random) => `${random.int(0, 9)}.${random.int(0, 12)}.${random.int(0, 20)}`

function street(random: Random): string {
  return random.faker.location.streetAddress(random.chance(0.3))
}

/** First match wins. Keys are compared in snake case. */
const rules: readonly Rule[] = [
  [/(^|_)e?mails?$|^(from|to|cc|bcc)$/, text.email, text.email],
  [/phone|mobile|fax/, text.phone, text.phone],
  [/currency/, (r) => r.pick(currencies), (r) => r.pick(currencies)],
  [/zip|postal_code|postcode/, (r) => text.digits(r, 5), (r) => text.digits(r, 5)],
  [/^message_id$/, text.paragraph, (r) => `${text.uuid(r).slice(0, 18)}@mail.example.org`],
  [/^company_id$/, company, (r) => text.code(r, 'CO')],
  [/(^|_)(id|uuid|guid)$/, text.uuid, (r) => (r.chance(0.5) ? text.uuid(r) : text.code(r))],
  [
    /^filename$|file_name/,
    text.fullName,
    (r) => `${text.word(r)}_${r.int(1, 99)}.${r.pick(['pdf', 'csv', 'png', 'txt'])}`,
  ],
  [/^(user_?name|login|handle)$/, text.fullName, handle],
  [
    /^(merchant|company|bank|lab|facility|pharmacy)_name$|manufacturer|^(provider|insurer|vendor|supplier)$/,
    text.fullName,
    company,
  ],
  [/^product_name$|^(product|item|article)$/, text.fullName, product],
  [/^(team|network|project|device|rule|campaign|event|category)_name$/, text.fullName, twoWords],
  [/^(updated_by|assigned_to|created_by|ordering_physician|author|owner)$/, text.capitalWord, text.fullName],
  [/(^|_)(diagnosis_name|medication_name|test_name|department_name)$/, text.fullName, twoWords],
  [/(^|_)names?$/, text.fullName, text.fullName],
  [/title$/, jobTitle, text.phrase],
  [/^(subject|body|task|headline)$/, text.capitalWord, text.phrase],
  [/sku$|coupon_code|(^|_)(number|code|reference|serial|model)$/, text.capitalWord, text.code],
  [
    /message|description|notes?$|review|comment|summary|(^|_)text$|content$|remark|bio$/,
    text.paragraph,
    text.remark,
  ],
  [/^(history_of_present_illness|physical_examination|reason|instructions)$/, text.capitalWord, text.remark],
  [/content_type|mime/, text.paragraph, (r) => r.pick(contentTypes)],
  [/time_?zone/, randomTime, (r) => r.pick(timeZones)],
  [/version/, version, version],
  [/^(language|locale)$/, text.capitalWord, (r) => r.pick(languages)],
  [/^address$/, address, address],
  [/street/, street, street],
  [/city|town/, ({ faker }) => faker.location.city(), ({ faker }) => faker.location.city()],
  [/(^|_)(state|province)$/, ({ faker }) => faker.location.state(), ({ faker }) => faker.location.state()],
  [/country/, (r) => r.pick(wordsByKey.get('country') ?? []), (r) => r.pick(wordsByKey.get('country') ?? [])],
  [/^region$/, text.capitalWord, (r) => r.pick(regions)],
  [
    /^(url|website|link|homepage)$/,
    ({ faker }) => `https://example.org/${faker.word.noun()}`,
    (r) => `https://example.com/${text.word(r)}/${r.int(1, 999)}`,
  ],
  [/(^|_)(category|type|tier|grade|kind|plan)$/, (r) => r.pick(grades), (r) => r.pick(grades)],
  [/(^|_)date$|(^|_)day$/, randomDay, randomDay],
  [/timestamp$|_at$|(^|_)time$/, (r) => randomMoment(r, false), (r) => randomMoment(r, true)],
  [/colou?r$/, ({ faker }) => faker.color.human(), ({ faker }) => faker.color.human()],
]

const ruleFor = ruleFinder(rules)

const formats: ReadonlyMap<string, (random: Random, flavour: Flavour) => string> = new Map([
  ['email', text.email],
  ['date', randomDay],
  [
    'date-time',
    (random: Random, flavour: Flavour) => randomMoment(random, flavour === 'realistic' && random.chance(0.5)),
  ],
  ['time', randomTime],
  ['uuid', text.uuid],
  ['uri', (random: Random) => `https://example.org/${text.word(random)}/${random.int(1, 9999)}`],
  ['ipv4', ({ int }: Random) => [192, 0, 2, int(1, 254)].join('.')],
  ['hostname', (random: Random) => `${text.word(random)}.example.net`],
])

/** A string for the key, format, pattern and length of the schema; null if none was found. */
export function makeString(node: SchemaNode, context: MakerContext): string | null {
  for (let attempt = 0; attempt < 50; attempt++) {
    const value = attempt < 40 ? propose(node, context) : proposeByShape(node, context)
    if (fits(node, value)) return value
  }
  return null
}

/** Must also be one line without spaces around it, because a prompt could not show anything else. */
function fits(node: SchemaNode, value: string): boolean {
  if (!isOneLine(value)) return false
  if (node.minLength > 0 || node.maxLength < value.length) {
    const { length } = [...value]
    if (length < node.minLength || length > node.maxLength) return false
  }
  return node.pattern?.test(value) ?? true
}

function propose(node: SchemaNode, { random, flavour, key }: MakerContext): string {
  const format = node.format === null ? undefined : formats.get(node.format)
  if (format) return format(random, flavour)
  const words = flavour === 'realistic' ? wordsByKey.get(snakeCase(key)) : undefined
  if (words) return random.pick(words)
  const rule = ruleFor(key)
  if (rule) return (flavour === 'plain' ? rule[1] : rule[2])(random)
  return flavour === 'plain' || random.chance(0.5) ? text.capitalWord(random) : twoWords(random)
}

/** For a pattern or a length that does not follow from a key. */
function proposeByShape(node: SchemaNode, { random }: MakerContext): string {
  if (node.pattern) return random.faker.helpers.fromRegExp(node.pattern)
  let value = text.capitalWord(random)
  while (value.length < node.minLength) value += ` ${text.word(random)}`
  return value.slice(0, node.maxLength).trimEnd()
}

import { randomDay, randomTime } from '../moments.ts'
import type { Random } from '../random.ts'
import type { TextLimits } from '../schema-node.ts'
import * as text from '../text-values.ts'
import { contentTypes, currencies, languages, regions, timeZones } from '../vocabulary.ts'
import {
  accented,
  address,
  digitCode,
  hex,
  label,
  moment,
  oddWord,
  prose,
  title,
  units,
} from './text-shapes.ts'

/** A kind of scalar: the names of its fields, and their values. */
export interface ValueKind {
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
  /** Last words of a field's name. */
  readonly tails: readonly string[]
  /**
   * True if a field of this kind always ends in one of the tails, because its values can look like those of
   * another type: digits are a string in a field `phone`, and a number in a field `depth`.
   */
  readonly named: boolean
  readonly weight: number
  readonly make: (random: Random, limits: TextLimits) => string | number | boolean
}

const decimals = (random: Random): number => {
  const digits = random.pick([1, 1, 2, 2, 2, 2, 3, 4])
  const high = random.pick([1, 10, 100, 1000, 1000, 5000, 100_000, 1_000_000])
  const value = random.decimal(0, high, digits)
  return random.chance(0.12) ? -value || 0 : value
}

const integers = (random: Random): number => {
  const high = random.pick([5, 10, 60, 100, 100, 1000, 1000, 10_000, 1_000_000])
  const value = random.int(0, high)
  return random.chance(0.06) ? -value || 0 : value
}

function kind(
  type: ValueKind['type'],
  weight: number,
  tails: string,
  make: ValueKind['make'],
  named = false,
): ValueKind {
  return { type, weight, tails: tails.split(' '), make, named }
}

/** All kinds. Weights follow the benchmark's: words, names and identifiers are the most frequent, then numbers. */
export const valueKinds: readonly ValueKind[] = [
  kind('string', 12, 'note mode label model source role reason field unit floor task body subject', (r) =>
    text.capitalWord(r),
  ),
  kind('string', 6, 'name model maker brand tag alias surname', (r) => oddWord(r)),
  kind('string', 3, 'tag keyword topic flag mood', (r) => text.word(r)),
  kind('string', 9, 'name author owner reviewer manager contact person driver', (r) =>
    r.chance(0.04) ? r.pick(accented) : text.fullName(r),
  ),
  kind('string', 3, 'title position headline', (r) => (r.chance(0.5) ? r.faker.person.jobTitle() : title(r))),
  kind('string', 3, 'company supplier vendor bank brand', (r) => r.faker.company.name()),
  kind('string', 8, 'id uuid guid key token', (r) => text.uuid(r)),
  kind('string', 3, 'id sku reference number serial code', label),
  kind('string', 2, 'sku barcode isbn pin account_number serial_number tracking_number', digitCode, true),
  kind('string', 3, 'zip zip_code postal_code postcode', (r) => text.digits(r, 5), true),
  kind('string', 4, 'phone phone_number mobile fax', (r) => text.phone(r), true),
  kind('string', 5, 'email mail sender recipient', (r) => text.email(r)),
  kind('string', 7, 'message description notes comment summary review remarks text', prose),
  kind('string', 3, 'address site place', address),
  kind('string', 2, 'city town birthplace', (r) => r.faker.location.city()),
  kind('string', 1, 'state province', (r) => r.faker.location.state()),
  kind('string', 1, 'country nation', (r) => r.faker.location.country()),
  kind('string', 1, 'region area', (r) => r.pick(regions)),
  kind('string', 5, 'date day deadline birthday', (r) => randomDay(r)),
  kind('string', 6, 'timestamp date time at', moment),
  kind('string', 2, 'time timezone start end', (r) => (r.chance(0.8) ? randomTime(r) : r.pick(timeZones))),
  kind('string', 2, 'version release firmware', (r) => `${r.int(0, 9)}.${r.int(0, 12)}.${r.int(0, 20)}`),
  kind('string', 2, 'currency', (r) => r.pick(currencies)),
  kind('string', 1, 'language locale', (r) => r.pick(languages)),
  kind('string', 2, 'url link website homepage', (r) =>
    r.pick([
      `https://example.com/${text.word(r)}/${r.int(1, 9999)}`,
      `https://www.example.org/${text.word(r)}?${text.word(r)}=${r.int(1, 99)}`,
      `http://${text.word(r)}.example.net`,
    ]),
  ),
  kind('string', 2, 'ip address host endpoint', (r) =>
    r.pick([
      () => Array.from({ length: 4 }, () => r.int(1, 254)).join('.'),
      () => `${text.word(r)}.example.net`,
      () => Array.from({ length: 6 }, () => hex(r, 2)).join(':'),
    ])(),
  ),
  kind('string', 1, 'color hash digest checksum', (r) =>
    r.pick([() => `#${hex(r, 6)}`, () => `0x${hex(r, 4)}`, () => `sha256-${hex(r, 16)}`])(),
  ),
  kind('string', 1, 'file filename path attachment', (r) =>
    r.pick([
      () => `${text.word(r)}_${r.int(1, 99)}.${r.pick(['pdf', 'csv', 'png', 'txt', 'tar.gz'])}`,
      () => `/${text.word(r)}/${text.word(r)}/${text.word(r)}.log`,
      () => r.pick(contentTypes),
    ])(),
  ),
  kind('string', 1, 'dosage size duration range interval', (r) =>
    r.pick([
      () => `${r.int(1, 500)} ${r.pick(units)}`,
      () => `${r.int(1, 90)}-${r.int(91, 200)}`,
      () => `${r.int(1, 99)}%`,
      () => `${r.decimal(0, 9, 1)} ${r.pick(units)}`,
      () => `${text.capitalWord(r)}/${text.word(r)}`,
    ])(),
  ),
  kind('string', 1, 'username handle login', (r) => `${text.word(r)}_${text.word(r)}${r.int(1, 99)}`),
  kind('string', 3, 'product item goal purpose event plan', title),
  kind('string', 1, 'product article', (r) => r.faker.commerce.productName()),
  kind(
    'integer',
    10,
    'count quantity units total_units stock score level rank size days hours minutes',
    integers,
  ),
  kind('integer', 3, 'age year page seats floors pages', (r) => r.int(1, 120)),
  kind('integer', 1, 'year', (r) => r.int(1900, 2030)),
  kind('integer', 1, 'status_code error_code exit_code response_code', (r) => r.int(100, 599), true),
  kind(
    'number',
    10,
    'price cost amount fee rate balance revenue budget value weight height margin',
    decimals,
  ),
  kind('number', 2, 'latitude longitude', (r) => r.decimal(-179, 179, 6)),
  kind('number', 2, 'temperature humidity percentage ratio', (r) => r.decimal(-20, 99, r.int(1, 2))),
  kind('boolean', 5, 'active enabled verified resolved visible paid read approved', (r) => r.chance(0.5)),
]

const pools = new Map<string, readonly ValueKind[]>()

/** A kind by weight; of one type when it is given. */
export function pickKind(random: Random, type?: ValueKind['type']): ValueKind {
  const key = type ?? ''
  let pool = pools.get(key)
  if (!pool) {
    pool = valueKinds
      .filter((entry) => type === undefined || entry.type === type)
      .flatMap((entry) => Array.from({ length: entry.weight }, () => entry))
    pools.set(key, pool)
  }
  return random.pick(pool)
}

/** A string for a key without a rule, of any kind that cannot be read as another type. */
export function anyString(random: Random, limits: TextLimits): string {
  for (;;) {
    const chosen = pickKind(random, 'string')
    if (!chosen.named) return String(chosen.make(random, limits))
  }
}

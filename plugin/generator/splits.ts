import type { JsonValue } from '../core/json/json.ts'
import type { Example } from '../records/example.ts'
import { benchmarkSchemas, complexities, type SourceSchema } from './benchmark-schemas.ts'
import { type GeneratedExample, makeExample } from './example.ts'
import { recognisableValues } from './leaves.ts'
import { createRandom, type Random } from './random.ts'
import { type StyleName, stylePattern } from './styles/index.ts'

export interface Splits {
  readonly train: readonly GeneratedExample[]
  readonly test: readonly GeneratedExample[]
}

/** Seed of the committed files. */
export const defaultSeed = 1

/** Examples of each complexity: the official benchmark's own counts. */
export const splitSizes: Readonly<Record<keyof Splits, Readonly<Record<string, number>>>> = {
  test: { simple: 76, medium: 57, complex: 25 },
  train: { simple: 350, medium: 192, complex: 87 },
}

/** The content that distinguishes examples; examples of every dataset have it. */
type ExampleContent = Pick<Example, 'expected' | 'schemaId'>

interface Slot {
  readonly id: string
  readonly schema: SourceSchema
  readonly style: StyleName
}

/**
 * The two splits as committed in `fixtures/edgejson`: 629 + 158 examples, every schema in both, schemas of
 * one complexity in equal numbers, 70 % in the official style, no expected value twice. The test split is
 * made first and depends on nothing else. A train example that shares an expected value or a recognisable
 * value with it (see `recognisableValues`) is drawn again.
 */
export function generateSplits(seed: number | string = defaultSeed): Splits {
  const random = createRandom('')
  const numbers = new Map<string, number>()
  const expectedValues = new Set<string>()
  const make = (split: keyof Splits, leaks: (example: GeneratedExample) => boolean): GeneratedExample[] => {
    const reject = (example: GeneratedExample) => expectedValues.has(expectedKey(example)) || leaks(example)
    const examples = slots(split, numbers).map((slot) => {
      const example = makeExample({ ...slot, seed: `splits/${seed}/${slot.id}`, reject }, random)
      expectedValues.add(expectedKey(example))
      return example
    })
    return inOrder(examples, `splits/${seed}/order/${split}`, random)
  }
  const test = make('test', () => false)
  const train = make('train', avoiding(test))
  return { train, test }
}

/** True for an example that shares its expected value or a recognisable value with one of these. */
export function avoiding(examples: Iterable<ExampleContent>): (example: ExampleContent) => boolean {
  const roots = new Map(benchmarkSchemas().map(({ id, root }) => [id, root]))
  const fingerprint = (example: ExampleContent): string[] => [
    expectedKey(example),
    ...recognisableValues(example.expected, roots.get(example.schemaId ?? '') ?? null),
  ]
  const taken = new Set<string>()
  for (const example of examples) for (const value of fingerprint(example)) taken.add(value)
  return (example) => fingerprint(example).some((value) => taken.has(value))
}

/** The examples of a split, schema by schema. `numbers` continues, so that no id is in both splits. */
function slots(split: keyof Splits, numbers: Map<string, number>): Slot[] {
  return complexities.flatMap((complexity) => {
    const schemas = benchmarkSchemas().filter((schema) => schema.complexity === complexity)
    const size = splitSizes[split][complexity] ?? 0
    const places = Array.from(
      { length: size },
      (_, place) => schemas[Math.floor((place * schemas.length) / size)],
    )
    return places.flatMap((schema, place) => {
      const style = stylePattern[place % stylePattern.length]
      if (!schema || !style) return []
      const number = numbers.get(schema.id) ?? 0
      numbers.set(schema.id, number + 1)
      return [{ id: `edgejson_${schema.id}_${style}_${String(number).padStart(3, '0')}`, schema, style }]
    })
  })
}

/** Equal for two expected values that differ at most in the order of their keys. */
function expectedKey({ expected, schemaId }: ExampleContent): string {
  return `${schemaId} ${JSON.stringify(sorted(expected ?? null))}`
}

function sorted(value: JsonValue): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .map(([key, child]): [string, unknown] => [key, sorted(child)])
    .sort(([left], [right]) => (left < right ? -1 : 1))
}

function inOrder(examples: readonly GeneratedExample[], seed: string, random: Random): GeneratedExample[] {
  random.reseed(seed)
  return random.shuffle(examples)
}

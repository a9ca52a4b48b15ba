import { EdgejsonError } from '../core/errors.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import { printable } from '../core/printable.ts'
import type { Example } from '../records/example.ts'
import type { FewShotOptions, Shot } from '../records/prompt-frame.ts'
import { loadDataset } from './load/load-dataset.ts'
import type { LoadOptions } from './load/scan-dataset.ts'

/** Few-shot examples if the option gives no number. */
const DEFAULT_COUNT = 3

/** A dataset that is tested, for the check that no example of it is shown with its expected value. */
export interface TestedDataset {
  readonly label: string
  readonly examples: Iterable<Example>
}

/**
 * The first examples of a file, with their expected values as text.
 *
 * @throws {EdgejsonError} as `loadDataset` does; `BAD_DATASET` for a broken line among them and for too few; `BAD_OPTION` for
 * an example whose prompt is also tested, with both places
 */
export function loadShots(
  { file, count = DEFAULT_COUNT }: FewShotOptions,
  options: LoadOptions,
  tested: readonly TestedDataset[],
): readonly Shot[] {
  const label = printable(options.label ?? file, 300)
  const { examples, problems } = loadDataset(file, { ...options, gold: null })
  const shots = examples.slice(0, count)
  const end = shots.at(-1)?.line ?? Number.POSITIVE_INFINITY
  const broken = problems.find(({ line }) => line <= end || shots.length < count)
  if (broken !== undefined) throw new EdgejsonError('BAD_DATASET', broken.message)
  if (shots.length < count) {
    throw new EdgejsonError(
      'BAD_DATASET',
      `option examples.count is ${count}, but ${label} has ${shots.length} examples; lower the number or add examples.`,
    )
  }
  const places = new Map(shots.map(({ prompt, line }) => [keyOf(prompt), line]))
  for (const { label: other, examples: all } of tested) {
    const leaked = firstWith(all, ({ prompt }) => places.has(keyOf(prompt)))
    if (leaked === undefined) continue
    throw new EdgejsonError(
      'BAD_OPTION',
      `the few-shot example ${label}:${places.get(keyOf(leaked.prompt))} is also tested, at ${printable(other, 300)}:${leaked.line}: ` +
        'the model would be shown its expected value. Take few-shot examples from another file, or remove the line.',
    )
  }
  return shots.map(({ id, prompt, messages, schemaId, schema, expected }) => ({
    id,
    prompt,
    ...(messages === undefined ? {} : { messages }),
    schemaId,
    ...(schema === undefined ? {} : { schema }),
    // Without the option goldValues every example has one.
    answer: stringifyJson(expected ?? null),
  }))
}

/** Prompts that differ in white space or case only are the same. */
function keyOf(prompt: string): string {
  return prompt.replace(/\s+/g, ' ').trim().toLowerCase()
}

function firstWith(examples: Iterable<Example>, wanted: (example: Example) => boolean): Example | undefined {
  for (const example of examples) if (wanted(example)) return example
  return undefined
}

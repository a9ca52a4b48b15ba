import { complexities, type SourceSchema } from '../benchmark-schemas.ts'
import type { Random } from '../random.ts'
import { titleCaseKey } from '../styles/wording.ts'
import { entityName } from './field-names.ts'
import { randomRoot } from './random-schema.ts'
import { drawDistance, reshape } from './reshape.ts'

/**
 * A new schema: one of the given ones with other names, another order, fewer fields and another nesting; or,
 * equally often, a schema of random fields of the same size. `name` makes it unique.
 */
export function varySchema(base: SourceSchema, name: string, random: Random): SourceSchema {
  if (random.chance(0.5)) {
    // A complexity that a user defined says nothing about the size.
    const size = complexities.find((known) => known === base.complexity) ?? 'medium'
    const heading = randomHeading(random)
    return { id: `random_${name}`, complexity: base.complexity, root: randomRoot(size, random), ...heading }
  }
  const { node, convert } = reshape(base.root, random, drawDistance(random))
  const { heading, topic, event } = random.chance(0.6) ? { ...base, event: base.id } : randomHeading(random)
  const { complexity } = base
  return {
    id: `altered_${base.id}_${name}`,
    complexity,
    root: node,
    heading,
    topic,
    event,
    from: { schema: base, convert },
  }
}

function randomHeading(random: Random): { heading: string; topic: string; event: string } {
  const topic = entityName(random)
  const words = titleCaseKey(topic)
  const heading = random.pick([
    words,
    words,
    words,
    words,
    `=== ${words} ===`,
    `New ${words}`,
    `${words} Information`,
  ])
  return { heading, topic, event: topic.replaceAll(' ', '_') }
}

/** A benchmark small enough to read in a test: `count` examples of one schema, and recordings of answers to them. */
export interface Answer {
  readonly id: string
  readonly output: string
}

const LEVELS = ['simple', 'medium', 'complex'] as const

/** Lines in the official format; ids `ex-001` and so on; complexity goes round. */
export function dataset(count: number): string {
  return lines(
    ids(count).map((id, index) => ({
      id,
      schema_id: 'rating',
      complexity: LEVELS[index % LEVELS.length],
      source: index % 2 === 0 ? 'official' : 'note',
      prompt: `Rating\n\nRating: ${index}\n\nPlease extract the rating information as JSON.`,
      expected_output: expected(index),
    })),
  )
}

/** A recording as any tool can write it; the examples named in `missed` get a wrong value. */
export function recording(count: number, missed: readonly string[] = []): string {
  return lines(answers(count, missed))
}

export function answers(count: number, missed: readonly string[] = []): Answer[] {
  return ids(count).map((id, index) => {
    const value = expected(index)
    return { id, output: JSON.stringify(missed.includes(id) ? { ...value, rating: -1 } : value) }
  })
}

export function ids(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `ex-${String(index + 1).padStart(3, '0')}`)
}

export function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}

/** A config with the plugin alone; `options` is the source text of its argument. */
export function config(options = `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'] }`): string {
  return [
    `import { defineConfig } from 'vitest/config'`,
    `import edgejson from 'vitest-edgejson'`,
    `export default defineConfig({ plugins: [edgejson(${options})] })`,
    '',
  ].join('\n')
}

/** The files of a project that replays: `count` examples, of which `missed` are answered wrongly. */
export function replayProject(count: number, missed: readonly string[] = []): Record<string, string> {
  return {
    'vitest.config.ts': config(),
    'bench.jsonl': dataset(count),
    'answers.jsonl': recording(count, missed),
  }
}

function expected(index: number): { rating: number; comment: string } {
  return { rating: index, comment: `comment ${index}` }
}

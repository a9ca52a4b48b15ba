import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeChunks } from '../../../plugin/core/write-chunks.ts'
import type { GeneratedExample } from '../../../plugin/generator/index.ts'
import { isClosedPipe } from '../../output.ts'

/** Lines are written in chunks: one write each would cost more than making them. */
const linesPerChunk = 64

/**
 * Writes one line an example, as fast as the target takes them. A reader that has seen enough (`| head`) ends the
 * stream without an error.
 */
export async function writeLines(examples: Iterable<GeneratedExample>, target: Writable): Promise<void> {
  try {
    await pipeline(Readable.from(chunks(examples)), target, { end: false })
  } catch (error) {
    if (!isClosedPipe(error)) throw error
  }
}

/**
 * Writes a file of lines and says in one line what is in it. The file appears when it is whole.
 *
 * @throws {EdgejsonError} `IO` when it cannot be written.
 */
export async function writeFileOfLines(file: string, examples: Iterable<GeneratedExample>): Promise<string> {
  const tally = new Tally()
  await writeChunks(file, chunks(tally.count(examples)))
  return `${file}: ${tally.text()}`
}

function* chunks(examples: Iterable<GeneratedExample>): Generator<string, void, undefined> {
  let lines: string[] = []
  for (const { line } of examples) {
    lines.push(line, '\n')
    if (lines.length < 2 * linesPerChunk) continue
    yield lines.join('')
    lines = []
  }
  if (lines.length > 0) yield lines.join('')
}

/** Counts examples as they pass. */
class Tally {
  readonly #complexities = new Map<string, number>()
  readonly #styles = new Map<string, number>()
  #total = 0

  text(): string {
    const list = (counts: ReadonlyMap<string, number>) =>
      [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([name, count]) => `${count} ${name}`)
        .join(', ')
    return `${this.#total} examples (${list(this.#complexities)}; ${list(this.#styles)})`
  }

  *count(examples: Iterable<GeneratedExample>): Generator<GeneratedExample, void, undefined> {
    for (const example of examples) {
      this.#total++
      increment(this.#complexities, example.complexity)
      increment(this.#styles, example.source)
      yield example
    }
  }
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

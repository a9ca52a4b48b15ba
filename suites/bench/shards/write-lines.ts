import { createWriteStream, mkdirSync, type WriteStream, writeFileSync } from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'

const NAMES = ['Ada', 'Bo', 'Cy', 'Dee', 'Eli', 'Fay']
const COMPLEXITIES = ['simple', 'medium', 'complex']

const CONFIG = `import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'
const fields = { id: 'id', prompt: 'prompt', expected: 'expected', complexity: 'complexity', source: 'source' }
export default defineConfig({ plugins: [edgejson({ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', fields })] })
`

/** A line of the dataset and its completion, which is wrong in every fourth. */
function example(index: number): { readonly line: string; readonly answer: string } {
  const id = `e${String(index).padStart(7, '0')}`
  const expected = { name: NAMES[index % NAMES.length], age: index % 90, city: `c${index % 17}` }
  const received = index % 4 === 3 ? { ...expected, age: expected.age + 1 } : expected
  const prompt = `${expected.name}, ${expected.age}, ${expected.city}`
  const [complexity, source] = [COMPLEXITIES[index % 3], index % 2 === 0 ? 'log' : 'note']
  return {
    line: JSON.stringify({ id, prompt, expected, complexity, source }),
    answer: JSON.stringify({ id, output: JSON.stringify(received) }),
  }
}

/** A project with short lines, and a recording for each part of its dataset in a folder of its own. */
export async function writeLines(folder: string, count: number, parts: number): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'vitest.config.mjs'), CONFIG)
  const dataset = createWriteStream(path.join(folder, 'bench.jsonl'))
  const answers = Array.from({ length: parts }, (_, index) => {
    const below = path.join(folder, 'answers', String(index + 1))
    mkdirSync(below, { recursive: true })
    return createWriteStream(path.join(below, 'answers.jsonl'))
  })
  for (let index = 0; index < count; index++) {
    const { line, answer } = example(index)
    await write(dataset, line)
    const recording = answers[index % parts]
    if (recording !== undefined) await write(recording, answer)
  }
  for (const stream of [dataset, ...answers]) stream.end()
  await Promise.all([dataset, ...answers].map((stream) => finished(stream)))
}

async function write(stream: WriteStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}

import {
  copyFileSync,
  createWriteStream,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  type WriteStream,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { generateExamples } from '../../../plugin/generator/index.ts'
import { PEERS } from '../shared/peers.ts'
import { type ContenderPlan, projectFiles } from './contenders.ts'

const CONFIG = `import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'
export default defineConfig({ plugins: [edgejson({ model: 'replay:answers.jsonl', datasets: 'bench.jsonl' })] })
`

/** Dataset, recording and everybody's project. Every fourth answer misses, as answers of real models do. */
export async function writeProject(
  folder: string,
  count: number,
  plans: readonly ContenderPlan[],
): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const dataset = createWriteStream(path.join(folder, 'bench.jsonl'))
  const answers = createWriteStream(path.join(folder, 'answers.jsonl'))
  let index = 0
  for (const { id, line } of generateExamples({ seed: 7, count })) {
    const { expected_output: expected } = JSON.parse(line) as { expected_output: object }
    const wrong = index++ % 4 === 3
    await write(dataset, line)
    await write(
      answers,
      JSON.stringify({ id, output: JSON.stringify(wrong ? { ...expected, extra: 1 } : expected) }),
    )
  }
  dataset.end()
  answers.end()
  await Promise.all([finished(dataset), finished(answers)])
  writeFileSync(path.join(folder, 'vitest.config.mjs'), CONFIG)
  for (const { name, folder: below } of plans) if (below !== '.') writePeer(path.join(folder, below), name)
}

async function write(stream: WriteStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await new Promise<void>((resolve) => stream.once('drain', resolve))
}

function writePeer(folder: string, name: string): void {
  mkdirSync(folder)
  for (const file of readdirSync(projectFiles(name))) {
    // Evalite takes evals in TypeScript only; JavaScript is that too.
    const as = name === 'evalite' ? file.replace('.eval.mjs', '.eval.mts') : file
    copyFileSync(path.join(projectFiles(name), file), path.join(folder, as))
  }
  symlinkSync(path.join(PEERS, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
}

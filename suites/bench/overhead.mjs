// What a generated test costs over the plain scoring loop: N replayed examples through `vitest run`, against a loop
// that loads the same dataset and scores the same answers. Run after `npm run build`:
//   npm run bench:overhead -- [--counts 1000,10000,100000] [--runs 3]
// Prints a table and saves .bench/overhead.json. Times are of this machine; the difference for each example counts.
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateExamples } from '../../dist/plugin/dataset/generate/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '1000,10000,100000' },
    runs: { type: 'string', default: '3' },
  },
})
const counts = values.counts.split(',').map(Number)
const runs = Number(values.runs)

const results = []
for (const count of counts) {
  const project = path.join(root, '.bench', `overhead-${count}`)
  await writeProject(project, count)
  const loop = await measure([path.join(root, 'suites/bench/plain-loop.mjs'), project], project)
  const vitest = await measure(
    [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'edgejson', '--reporter', 'dot'],
    project,
  )
  results.push({
    examples: count,
    loopSeconds: loop.seconds,
    vitestSeconds: vitest.seconds,
    overheadMsPerExample: ((vitest.seconds - loop.seconds) * 1000) / count,
    peakMiB: vitest.peakBytes === null ? null : vitest.peakBytes / 2 ** 20,
  })
  rmSync(project, { recursive: true, force: true })
}

console.table(
  results.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, round(value)]))),
)
const saved = path.join(root, '.bench', 'overhead.json')
writeFileSync(
  saved,
  `${JSON.stringify({ node: process.version, cpu: os.cpus()[0]?.model, runs, results }, null, 2)}\n`,
)
console.log(`saved ${path.relative(process.cwd(), saved)}`)

/** Dataset, recording and config. Every fourth answer misses, as answers of real models do. */
async function writeProject(folder, count) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const dataset = createWriteStream(path.join(folder, 'bench.jsonl'))
  const answers = createWriteStream(path.join(folder, 'answers.jsonl'))
  let index = 0
  for (const example of generateExamples({ seed: 7, count })) {
    const wrong = index++ % 4 === 3
    const { expected_output: expected } = JSON.parse(example.line)
    const output = JSON.stringify(wrong ? { ...expected, extra: 1 } : expected)
    if (!dataset.write(`${example.line}\n`)) await new Promise((resolve) => dataset.once('drain', resolve))
    if (!answers.write(`${JSON.stringify({ id: example.id, output })}\n`)) {
      await new Promise((resolve) => answers.once('drain', resolve))
    }
  }
  dataset.end()
  answers.end()
  await Promise.all([finished(dataset), finished(answers)])
  writeFileSync(
    path.join(folder, 'vitest.config.mjs'),
    `import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'
export default defineConfig({ plugins: [edgejson({ model: 'replay:answers.jsonl', datasets: 'bench.jsonl' })] })
`,
  )
}

/** The median wall time of several runs, and the largest memory of the whole process tree. */
async function measure(args, cwd) {
  const seconds = []
  let peakBytes = null
  for (let run = 0; run < runs; run++) {
    const started = performance.now()
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    const timer = setInterval(() => {
      const bytes = treeMemory(child.pid)
      if (bytes !== null) peakBytes = Math.max(peakBytes ?? 0, bytes)
    }, 100)
    const code = await new Promise((resolve) => child.on('close', resolve))
    clearInterval(timer)
    if (code !== 0) throw new Error(`${args.join(' ')} ended with exit code ${code}`)
    seconds.push((performance.now() - started) / 1000)
  }
  seconds.sort((a, b) => a - b)
  return { seconds: seconds[Math.floor(seconds.length / 2)], peakBytes }
}

/** Resident bytes of a process and all below it; null where there is no /proc. */
function treeMemory(pid) {
  try {
    const parents = new Map()
    for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      const stat = readIfThere(`/proc/${name}/stat`)
      if (stat !== null)
        parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    }
    let total = 0
    for (const candidate of parents.keys()) {
      let ancestor = candidate
      while (ancestor !== undefined && ancestor !== pid && ancestor > 1) ancestor = parents.get(ancestor)
      if (ancestor === pid) total += residentBytes(candidate)
    }
    return total
  } catch (error) {
    if (error.code === 'ENOENT') return null
    throw error
  }
}

function residentBytes(pid) {
  return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1] ?? 0)
}

/** A process may end between being listed and being read. */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null
    throw error
  }
}

function round(value) {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
}

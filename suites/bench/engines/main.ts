import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadDataset } from '../../../plugin/dataset/load/load-dataset.ts'
import { renderPrompt } from '../../../plugin/dataset/prompt-template.ts'
import { loadTokenCounter } from '../../../plugin/dataset/validate/load-tokenizer.ts'
import { findWeights, weightsBytes } from '../../../plugin/engines/onnx/model/find-weights.ts'
import { readModelConfig } from '../../../plugin/engines/onnx/model/model-config.ts'
import { defaultThreads } from '../../../plugin/engines/onnx/model/threads.ts'
import type { Example } from '../../../plugin/records/example.ts'
import { createRandomSource } from '../../../plugin/stats/random.ts'
import { installPeers, peersInstalled } from '../shared/peers.ts'
import { commit, publicCommand, ROOT } from '../shared/provenance.ts'
import { runBench } from '../shared/run-bench.ts'
import { type ContenderPlan, chosen, llamaContenders, onnxContenders } from './contenders.ts'
import { figures, withFigures } from './docs-section.ts'
import { endlessModel } from './endless-model.ts'
import { measureMachine } from './machine.ts'
import { measure } from './measure.ts'
import { type BenchOptions, HELP, readOptions } from './options.ts'
import { drawSpeed } from './plot.ts'
import type { BenchFile, Group } from './results.ts'
import { merged, readSaved } from './saved-file.ts'

const WORK = path.join(ROOT, '.bench')
const SAVED = path.join(WORK, 'engines.json')
const BUILTIN = path.join(ROOT, 'fixtures/models/edgejson-nano')

/** Runs the bench; returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: 'bench:engines', help: HELP, read: readOptions, run: bench }, args)
}

async function bench(options: BenchOptions, args: readonly string[]): Promise<void> {
  mkdirSync(WORK, { recursive: true })
  if (options.install) installPeers()
  const file = options.from === null ? await measureAll(options, args) : readSaved(options.from)
  if (file === null) throw new Error(`${options.from} does not exist; run the bench first`)
  process.stdout.write(`\n${figures(file)}\n`)
  const svg = await drawSpeed(file)
  writeFileSync(path.join(WORK, 'engines.svg'), svg)
  process.stdout.write(`\nsaved ${path.relative(process.cwd(), SAVED)} and engines.svg next to it\n`)
  if (options.docs) writeDocs(file, svg)
}

async function measureAll(options: BenchOptions, args: readonly string[]): Promise<BenchFile> {
  if (!existsSync(path.join(ROOT, 'dist'))) throw new Error('there is no dist; run: npm run build')
  if (!peersInstalled()) {
    say(
      'the other engines are not installed and will be missing; to install them: npm run bench:engines -- --install',
    )
  }
  const old = options.append ? readSaved(SAVED) : null
  const threads = options.threads ?? defaultThreads()
  const all = loadDataset(path.resolve(ROOT, options.dataset)).examples
  const examples = exampleSample(all, options)
  const setting: Setting = {
    options,
    threads,
    fixedThreads: options.threads !== null,
    examples,
    datasetExamples: all.length,
    command: publicCommand('bench:engines', args),
  }
  let file: BenchFile = { version: 1, groups: old?.groups ?? [], machine: old?.machine ?? null }
  const save = (next: BenchFile): void => {
    file = next
    writeFileSync(SAVED, `${JSON.stringify(file)}\n`)
  }
  if (options.machine) save({ ...file, machine: await measureMachine(threads) })
  const models = options.models.length > 0 || options.gguf !== null ? options.models : [BUILTIN]
  // Saved after each model: a bench that is cut off keeps what it has.
  for (const model of models) {
    const group = await benchModel(path.resolve(model), setting)
    save({ ...file, groups: merged(file.groups, [group]) })
  }
  if (options.gguf !== null && options.ggufModel !== null) {
    const group = await benchGguf(path.resolve(options.gguf), path.resolve(options.ggufModel), setting)
    save({ ...file, groups: merged(file.groups, [group]) })
  }
  return file
}

interface Setting {
  readonly options: BenchOptions
  readonly threads: number
  readonly fixedThreads: boolean
  readonly examples: readonly Example[]
  readonly datasetExamples: number
  readonly command: string
}

async function benchModel(model: string, setting: Setting): Promise<Group> {
  const { options, threads, fixedThreads } = setting
  const { dtype } = await findWeights(model)
  const official =
    dtype === 'fp32' && options.python !== null && options.official !== null
      ? { python: options.python, folder: path.resolve(options.official) }
      : null
  const plans = onnxContenders({
    folder: model,
    dtype,
    threads,
    fixedThreads,
    cacheDir: freshCache(),
    official,
  })
  return runGroup(model, `${path.basename(model)}, ${dtype}`, plans, 'eos', setting)
}

async function benchGguf(gguf: string, model: string, setting: Setting): Promise<Group> {
  const { options, threads, fixedThreads, examples } = setting
  const { dtype } = await findWeights(model)
  const count = await loadTokenCounter(path.join(model, 'tokenizer.json'))
  const longest = examples.reduce((most, example) => Math.max(most, count(promptOf(example))), 0)
  // One more for a token that the file's own tokenizer may put first; whole blocks of 256 as llama.cpp has them.
  const contextTokens = 256 * Math.ceil((longest + 1 + options.maxNewTokens) / 256)
  const folder = endlessModel(model, path.join(WORK, 'endless', path.basename(model)))
  const plans = [
    ...onnxContenders({ folder, dtype, threads, fixedThreads, cacheDir: freshCache(), official: null }),
    ...llamaContenders(gguf, threads, contextTokens),
  ]
  return runGroup(
    folder,
    `${path.basename(model)}, ${dtype} and ${path.basename(gguf)}`,
    plans,
    'limit',
    setting,
  )
}

async function runGroup(
  model: string,
  title: string,
  plans: readonly ContenderPlan[],
  stop: Group['stop'],
  { options, threads, examples, datasetExamples, command }: Setting,
): Promise<Group> {
  const weights = await findWeights(model)
  const { parameters } = await readModelConfig(model)
  // Figures with other threads are added to the default ones, and do not replace them.
  const name = [
    title,
    ...(options.shortest === null ? [] : [`the ${examples.length} shortest prompts`]),
    ...(options.threads === null ? [] : [`threads: ${threads}`]),
  ].join(', ')
  const before = {
    started: new Date().toISOString(),
    loadAverage: os.loadavg()[0] ?? 0,
    commit: commit(),
    cpu: os.cpus()[0]?.model ?? 'unknown',
  }
  say(`${name}: ${examples.length} examples, load average ${before.loadAverage.toFixed(1)}`)
  const contenders = await measure(chosen(plans, options.only), {
    examples,
    promptOf,
    slice: options.slice,
    limitSeconds: options.limitSeconds,
    maxNewTokens: options.maxNewTokens,
    endless: stop === 'limit',
    say,
  })
  return {
    name,
    model: path.basename(model),
    dtype: weights.dtype,
    weightBytes: await weightsBytes(weights),
    parameters,
    dataset: path.basename(options.dataset),
    examples: examples.length,
    datasetExamples,
    shortest: options.shortest !== null,
    seed: options.seed,
    maxNewTokens: options.maxNewTokens,
    stop,
    ...before,
    command,
    threads,
    contenders,
  }
}

/** In the order of the seed, so that similar examples are not next to one another. */
function exampleSample(all: readonly Example[], { examples, shortest, seed }: BenchOptions): Example[] {
  const shuffled = createRandomSource(String(seed)).shuffle(all)
  if (shortest === null) return shuffled.slice(0, examples ?? all.length)
  const kept = new Set(
    shuffled.toSorted((a, b) => promptOf(a).length - promptOf(b).length).slice(0, shortest),
  )
  return shuffled.filter((example) => kept.has(example))
}

function promptOf(example: Example): string {
  return renderPrompt('official', example).text
}

/** So that our default pays for what it prepares, as on a machine that never saw the model. */
function freshCache(): string {
  const folder = path.join(WORK, 'cache')
  rmSync(folder, { recursive: true, force: true })
  return folder
}

function writeDocs(file: BenchFile, svg: string): void {
  const page = path.join(ROOT, 'docs/explanation/benchmarks.md')
  writeFileSync(page, withFigures(readFileSync(page, 'utf8'), file))
  mkdirSync(path.join(ROOT, 'docs/bench'), { recursive: true })
  writeFileSync(path.join(ROOT, 'docs/figures/benchmarks.svg'), svg)
  writeFileSync(path.join(ROOT, 'docs/bench/engines.json'), `${JSON.stringify(file)}\n`)
  say('wrote docs/explanation/benchmarks.md and docs/bench/')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

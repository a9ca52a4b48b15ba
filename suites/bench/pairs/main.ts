import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { loadDataset } from '../../../plugin/dataset/load/load-dataset.ts'
import { renderPrompt } from '../../../plugin/dataset/prompt-template.ts'
import { openSchemas } from '../../../plugin/dataset/schemas/schema-registry.ts'
import { loadTokenCounter } from '../../../plugin/dataset/validate/load-tokenizer.ts'
import { type Section, sectionText, writeSection } from '../shared/docs-section.ts'
import { markdownTable, number } from '../shared/markdown-table.ts'
import { commit, cpuName, loadText, minuteText, publicCommand, ROOT } from '../shared/provenance.ts'
import { runBench } from '../shared/run-bench.ts'
import { wholeNumber } from '../shared/whole-number.ts'
import { measurePair, type PairResult, ratioOf } from './measure-pair.ts'
import { type Material, pairsOf } from './pairs.ts'

const HELP = `npm run bench:pairs -- [options]

  --model DIR      folder of a model with ONNX weights. Default: the built-in model
  --rounds N       rounds that count; at least six for an interval. Default 8
  --examples N     examples of a round at 32 sequences; a fifth of them at one sequence. Default 64
  --tokens N       at most so many tokens a completion. Default 512
  --only NAME      pairs whose name contains it; repeatable
  --docs           write the figures into docs/explanation/benchmarks.md too
`
const SECTION: Section = {
  begin: '<!-- pairs: written by `npm run bench:pairs -- --docs`, not by hand -->',
  end: '<!-- end of pairs -->',
}

interface Options {
  readonly model: string
  readonly rounds: number
  readonly examples: number
  readonly maxNewTokens: number
  /** Parts of names of pairs. */
  readonly only: readonly string[]
  readonly docs: boolean
  readonly help: boolean
}

/** Runs the bench; returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: 'bench:pairs', help: HELP, read, run }, args)
}

function read(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string', default: path.join(ROOT, 'fixtures/models/edgejson-nano') },
      rounds: { type: 'string', default: '8' },
      examples: { type: 'string', default: '64' },
      tokens: { type: 'string', default: '512' },
      only: { type: 'string', multiple: true, default: [''] },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    model: values.model,
    rounds: wholeNumber('--rounds', values.rounds),
    examples: wholeNumber('--examples', values.examples),
    maxNewTokens: wholeNumber('--tokens', values.tokens),
    only: values.only,
    docs: values.docs,
    help: values.help,
  }
}

async function run(options: Options, args: readonly string[]): Promise<void> {
  const dist = path.join(ROOT, 'dist/plugin/engines/index.js')
  if (!existsSync(dist)) throw new Error('there is no dist; run: npm run build')
  const { loadEngine } = (await import(
    /* @vite-ignore */ pathToFileURL(dist).href
  )) as typeof import('../../../plugin/engines/index.ts')
  const { rounds } = options
  const material = await materialOf(options.model, options.maxNewTokens)
  const head =
    `${rounds} rounds of each pair with ${path.basename(options.model)}, ${cpuName()}; ` +
    `${minuteText()}, commit ${commit() ?? 'unknown'}, ${loadText()}.`
  const results: PairResult[] = []
  for (const pair of pairsOf(material, options.examples)) {
    if (!options.only.some((word) => pair.name.includes(word))) continue
    process.stdout.write(`${pair.name}\n`)
    results.push(
      await measurePair(pair, material, rounds, (more) => loadEngine({ model: options.model, ...more })),
    )
  }
  const command = publicCommand('bench:pairs', args)
  const text = sectionText(command, head, table(results))
  process.stdout.write(`\n${text}\n`)
  mkdirSync(path.join(ROOT, '.bench'), { recursive: true })
  writeFileSync(path.join(ROOT, '.bench/pairs.json'), `${JSON.stringify({ command, head, results })}\n`)
  if (options.docs) writeSection(SECTION, text)
}

async function materialOf(model: string, maxNewTokens: number): Promise<Material> {
  const data = path.join(ROOT, 'fixtures/edgejson')
  const { examples } = loadDataset(path.join(data, 'test.jsonl'))
  const byId = new Map(examples.map((example) => [example.id, example]))
  const schemas = openSchemas(null)
  return {
    // A fixed order that is not the file's, in which similar examples are next to one another.
    requests: examples
      .map((example, index) => ({ example, at: (index * 67) % examples.length }))
      .sort((a, b) => a.at - b.at)
      .map(({ example }) => ({
        id: example.id,
        prompt: renderPrompt('official', example),
        maxNewTokens,
        stop: 'eos',
        timeoutMs: 1e9,
      })),
    constraintOf: (id) => {
      const example = byId.get(id)
      const schema = example === undefined ? undefined : schemas.entryFor(example)?.schema
      return { schema: schema ?? null, whiteSpace: 'spaced' }
    },
    train: loadDataset(path.join(data, 'train.jsonl')).examples.map(({ prompt }) => prompt),
    countTokens: await loadTokenCounter(path.join(model, 'tokenizer.json')),
  }
}

function table(results: readonly PairResult[]): string {
  const median = (values: readonly number[]): number =>
    values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
  return markdownTable(
    [
      'pair',
      'figure',
      'first',
      'second',
      'second / first',
      '95 % interval',
      'rounds from',
      'to',
      'same text',
    ],
    results.map((result) => {
      const ratio = ratioOf(result)
      const ratios = result.rounds.map(([first, second]) => second / first)
      return [
        `${result.name}: ${result.ways.join(', ')}`,
        result.figure,
        number(median(result.rounds.map(([first]) => first)), 1),
        number(median(result.rounds.map(([, second]) => second)), 1),
        number(ratio?.ratio ?? median(ratios), 3),
        ratio === null ? '–' : ratio.interval.map((bound) => bound.toFixed(3)).join(' to '),
        number(Math.min(...ratios), 3),
        number(Math.max(...ratios), 3),
        `${result.sameText} of ${result.completions}`,
      ]
    }),
  )
}

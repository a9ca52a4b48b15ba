import { parseArgs } from 'node:util'
import { wholeNumber } from '../shared/whole-number.ts'

export interface BenchOptions {
  readonly models: readonly string[]
  readonly gguf: string | null
  /** ONNX folder with the weights of the GGUF file. */
  readonly ggufModel: string | null
  readonly python: string | null
  /** Folder with the fp32 weights as Transformers reads them. */
  readonly official: string | null
  readonly dataset: string
  readonly examples: number | null
  /** Only so many examples, those with the shortest prompts; null: a sample. */
  readonly shortest: number | null
  readonly seed: number
  readonly slice: number
  readonly maxNewTokens: number
  /** Seconds after which a contender gets no further slice. */
  readonly limitSeconds: number
  readonly threads: number | null
  /** Parts of names of contenders; empty: all. */
  readonly only: readonly string[]
  readonly machine: boolean
  readonly append: boolean
  readonly from: string | null
  readonly docs: boolean
  readonly install: boolean
  readonly help: boolean
}

export const HELP = `npm run bench:engines -- [options]

  --model DIR           a model's folder with ONNX weights; repeatable. Default: the built-in model
  --gguf FILE           a GGUF file for node-llama-cpp, together with
  --gguf-model DIR      the folder that holds the same weights as ONNX
  --python EXE          a Python with transformers and torch, together with
  --official DIR        the folder with the weights of a fp32 --model as safetensors
  --dataset FILE        default fixtures/edgejson/test.jsonl
  --examples N          a sample of so many examples. Default: all
  --shortest N          the N examples with the shortest prompts in place of a sample
  --seed N              of the sample and its order. Default 1
  --slice N             examples that a contender answers before the next one's turn. Default 40
  --tokens N            at most so many tokens an answer. Default 512
  --limit SECONDS       a contender that has answered for so long gets no further slice,
                        and one is cut off after twice that. Default 600
  --threads N           of every contender. Default: what our engine takes by itself
  --only NAME           contenders whose name contains it, and ours to compare with; repeatable
  --no-machine          do not measure what the machine can do at most
  --append              keep the other models' figures of the saved file
  --from FILE           measure nothing: print what was saved, e.g. docs/bench/engines.json
  --docs                write the figures into docs/explanation/benchmarks.md too
  --install             install the other engines into suites/bench/peers first
`

/** @throws Error that says what is wrong with an option. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string', multiple: true, default: [] },
      gguf: { type: 'string' },
      'gguf-model': { type: 'string' },
      python: { type: 'string' },
      official: { type: 'string' },
      dataset: { type: 'string', default: 'fixtures/edgejson/test.jsonl' },
      examples: { type: 'string' },
      shortest: { type: 'string' },
      seed: { type: 'string', default: '1' },
      slice: { type: 'string', default: '40' },
      tokens: { type: 'string', default: '512' },
      limit: { type: 'string', default: '600' },
      threads: { type: 'string' },
      only: { type: 'string', multiple: true, default: [] },
      'no-machine': { type: 'boolean', default: false },
      append: { type: 'boolean', default: false },
      from: { type: 'string' },
      docs: { type: 'boolean', default: false },
      install: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const gguf = values.gguf ?? null
  const ggufModel = values['gguf-model'] ?? null
  if ((gguf === null) !== (ggufModel === null)) throw new Error('--gguf and --gguf-model go together')
  const python = values.python ?? null
  const official = values.official ?? null
  if ((python === null) !== (official === null)) throw new Error('--python and --official go together')
  if (values.examples !== undefined && values.shortest !== undefined)
    throw new Error('--examples and --shortest exclude each other')
  return {
    models: values.model,
    gguf,
    ggufModel,
    python,
    official,
    dataset: values.dataset,
    examples: values.examples === undefined ? null : wholeNumber('--examples', values.examples),
    shortest: values.shortest === undefined ? null : wholeNumber('--shortest', values.shortest),
    seed: wholeNumber('--seed', values.seed),
    slice: wholeNumber('--slice', values.slice),
    maxNewTokens: wholeNumber('--tokens', values.tokens),
    limitSeconds: wholeNumber('--limit', values.limit),
    threads: values.threads === undefined ? null : wholeNumber('--threads', values.threads),
    only: values.only,
    machine: !values['no-machine'],
    append: values.append,
    from: values.from ?? null,
    docs: values.docs,
    install: values.install,
    help: values.help,
  }
}

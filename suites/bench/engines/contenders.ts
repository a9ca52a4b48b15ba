import { fileURLToPath } from 'node:url'
import type { ContenderKind } from './results.ts'

/** What is started: a process that speaks as contenders/serve.mjs says. */
export interface ContenderPlan {
  readonly name: string
  readonly kind: ContenderKind
  readonly command: string
  readonly script: string
  /** Model folder or file. */
  readonly model: string
  readonly options: Readonly<Record<string, unknown>>
}

/** How our engine may be set up besides its default. Names say what is different. */
const VARIANTS: readonly { readonly name: string; readonly options: Readonly<Record<string, unknown>> }[] = [
  { name: 'ours, one at a time', options: { concurrency: 1 } },
  { name: 'ours, no draft tokens', options: { promptLookup: false } },
  { name: 'ours, int8 matmul (opt-in)', options: { int8: 'always' } },
]

export interface OnnxPlan {
  readonly folder: string
  readonly dtype: string
  readonly threads: number
  /** Whether the option `threads` is given: otherwise our engine divides the CPUs as it does for its users. */
  readonly fixedThreads: boolean
  /** Where our engine keeps what it prepares; empty at first, so that the default pays for it. */
  readonly cacheDir: string
  readonly official: { readonly python: string; readonly folder: string } | null
}

/** Ours first: it is the default that all others are compared with. */
export function onnxContenders({
  folder,
  dtype,
  threads,
  fixedThreads,
  cacheDir,
  official,
}: OnnxPlan): ContenderPlan[] {
  const node = (
    name: string,
    kind: ContenderKind,
    script: string,
    options: ContenderPlan['options'] = {},
  ): ContenderPlan => ({
    name,
    kind,
    command: process.execPath,
    script: contenderFile(script),
    model: folder,
    options: { dtype, threads, ...options },
  })
  const own = { cacheDir, threads: fixedThreads ? threads : undefined }
  const plans = [
    node('ours', 'ours', 'ours.mjs', own),
    ...VARIANTS.map(({ name, options }) => node(name, 'ours-variant', 'ours.mjs', { ...own, ...options })),
    node('ours, the graph as it is', 'ours-variant', 'ours-plain.mjs'),
    node('transformers.js', 'peer', 'transformers-js.mjs'),
  ]
  if (official !== null) {
    plans.push({
      name: 'Transformers, the official way',
      kind: 'peer',
      command: official.python,
      script: contenderFile('official.py'),
      model: official.folder,
      options: { threads },
    })
  }
  return plans
}

/** llama.cpp on one sequence and on eight. */
export function llamaContenders(file: string, threads: number, contextTokens: number): ContenderPlan[] {
  return [1, 8].map((sequences) => ({
    name: `llama.cpp, ${sequences === 1 ? '1 sequence' : `${sequences} sequences`}`,
    kind: 'peer',
    command: process.execPath,
    script: contenderFile('llama-cpp.mjs'),
    model: file,
    options: { threads, sequences, contextTokens },
  }))
}

/** Those whose names contain one of the words; ours stays, as the one to compare with. */
export function chosen(plans: readonly ContenderPlan[], only: readonly string[]): ContenderPlan[] {
  if (only.length === 0) return [...plans]
  return plans.filter(({ name, kind }) => kind === 'ours' || only.some((word) => name.includes(word)))
}

function contenderFile(name: string): string {
  return fileURLToPath(new URL(`./contenders/${name}`, import.meta.url))
}

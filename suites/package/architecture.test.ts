import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** What everything may import: no record, no state, no other layer below it. */
const GROUND = ['plugin/core', 'plugin/stats', 'plugin/extraction', 'plugin/records']
const ENGINE = [...GROUND, 'plugin/engines/contract']
const ONNX = 'plugin/engines/onnx'
const CONSTRAINT = 'plugin/engines/constraint'
const GATE = [...GROUND, 'plugin/aggregation', 'plugin/gate']
const RENDER = [
  ...GROUND,
  'plugin/aggregation',
  'plugin/gate/*',
  'reporters/compare',
  'reporters/analysis',
  'reporters/render',
]

/**
 * Which layers a layer may import from, besides itself: the table of docs/explanation/architecture.md. A layer is a folder; a folder below
 * it that is no layer of its own belongs to it. `x/*` means x and every layer below it. Each layer stands below those that it
 * may import, so the layers have no cycle.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'plugin/core': [],
  'plugin/stats': ['plugin/core'],
  'plugin/extraction': ['plugin/core'],
  'plugin/records': ['plugin/core', 'plugin/extraction'],
  'plugin/scoring': GROUND,
  'plugin/dataset': GROUND,
  'plugin/generator': [...GROUND, 'plugin/dataset'],
  'plugin/aggregation': GROUND,
  'plugin/energy': GROUND,
  'plugin/engines/contract': GROUND,
  'plugin/engines/watchdog': GROUND,
  'plugin/engines/constraint': GROUND,
  'plugin/engines/process': [...ENGINE, 'plugin/engines/watchdog'],
  'plugin/engines/http/transport': ENGINE,
  'plugin/engines/http/requests': [...ENGINE, CONSTRAINT],
  'plugin/engines/http/replies': [...ENGINE, 'plugin/engines/http/transport'],
  'plugin/engines/http/client': [...ENGINE, 'plugin/engines/http/transport', 'plugin/engines/http/replies'],
  'plugin/engines/http/served-model': [
    ...ENGINE,
    ...['transport', 'requests', 'client'].map((layer) => `plugin/engines/http/${layer}`),
  ],
  'plugin/engines/http': [...ENGINE, 'plugin/engines/http/*'],
  'plugin/engines/replay': ENGINE,
  'plugin/engines/rules': ENGINE,
  [`${ONNX}/graph`]: ENGINE,
  [`${ONNX}/model`]: [...ENGINE, CONSTRAINT, `${ONNX}/graph`],
  [`${ONNX}/decoding`]: [...ENGINE, CONSTRAINT, `${ONNX}/model`],
  [`${ONNX}/batching`]: [...ENGINE, `${ONNX}/graph`, `${ONNX}/model`, `${ONNX}/decoding`],
  [`${ONNX}/unbatched`]: [...ENGINE, `${ONNX}/graph`, `${ONNX}/model`, `${ONNX}/decoding`],
  [`${ONNX}/loading`]: [
    ...ENGINE,
    CONSTRAINT,
    ...['graph', 'model', 'decoding', 'batching', 'unbatched'].map((layer) => `${ONNX}/${layer}`),
  ],
  [`${ONNX}/process`]: [...ENGINE, `${ONNX}/loading`, 'plugin/engines/process'],
  [ONNX]: [...ENGINE, `${ONNX}/*`, 'plugin/engines/process'],
  'plugin/engines/transformers-js': [
    ...ENGINE,
    `${ONNX}/model`,
    `${ONNX}/decoding`,
    `${ONNX}/loading`,
    'plugin/engines/process',
  ],
  'plugin/engines/browser/page': [
    ...ENGINE,
    CONSTRAINT,
    ...['graph', 'model', 'decoding', 'batching'].map((layer) => `${ONNX}/${layer}`),
    'plugin/engines/transformers-js',
  ],
  'plugin/engines/browser': [
    ...ENGINE,
    `${ONNX}/model`,
    `${ONNX}/batching`,
    `${ONNX}/loading`,
    'plugin/engines/browser/page',
    'plugin/engines/process',
    'plugin/engines/transformers-js',
  ],
  'plugin/engines/gguf': [...ENGINE, `${ONNX}/model`, `${ONNX}/decoding`, 'plugin/engines/process'],
  'plugin/engines/hub': [...ENGINE, 'plugin/engines/http/transport', `${ONNX}/model`],
  'plugin/engines': [...GROUND, 'plugin/engines/*'],
  'plugin/gate/baseline': GATE,
  'plugin/gate/thresholds': GATE,
  'plugin/gate/outcome': GATE,
  'plugin/gate/accuracy': [...GATE, 'plugin/gate/baseline', 'plugin/gate/thresholds'],
  'plugin/gate/latency': [...GATE, 'plugin/gate/baseline'],
  'plugin/gate': GROUND,
  'plugin/matchers': [...GROUND, 'plugin/scoring'],
  'plugin/runtime': [
    ...GROUND,
    'plugin/scoring',
    'plugin/dataset',
    'plugin/engines',
    CONSTRAINT,
    'plugin/engines/watchdog',
    'plugin/matchers',
    'plugin/energy',
    'plugin/gate/*',
  ],
  'plugin/vite': [...GROUND, 'plugin/dataset'],
  'reporters/analysis': [...GROUND, 'plugin/aggregation', 'plugin/gate/*'],
  'reporters/compare': [...GROUND, 'plugin/aggregation', 'plugin/gate/*'],
  'reporters/render/console': RENDER,
  'reporters/render/markdown': RENDER,
  'reporters/render/junit': RENDER,
  'reporters/render/comparison': [...RENDER, 'reporters/render/console', 'reporters/render/markdown'],
  'reporters/render/html': [...RENDER, 'reporters/render/comparison'],
  'reporters/render': [
    ...GROUND,
    'plugin/aggregation',
    'plugin/gate/*',
    'reporters/compare',
    'reporters/analysis',
  ],
  'reporters/vitest': [...RENDER, 'reporters/render/*'],
  'reporters/leaderboard': [...RENDER, 'reporters/render/*'],
  'reporters/switches': [...RENDER, 'reporters/render/*'],
  'reporters/paper': [...RENDER, 'reporters/render/*'],
  reporters: [...GROUND, 'reporters/*'],
  cli: [
    ...GROUND,
    'plugin/scoring',
    'plugin/dataset',
    'plugin/generator',
    'plugin/energy',
    'plugin/engines/*',
    'plugin/gate/*',
    'plugin/vite',
    'reporters/*',
  ],
  plugin: ['plugin/*'],
}

/** Packages that only some layers may import, so that the rest stays light. */
const HEAVY: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['plugin/engines'],
  '@huggingface/tokenizers': ['plugin/engines', 'cli'],
  '@huggingface/transformers': ['plugin/engines/transformers-js'],
  'playwright-core': ['plugin/engines/browser'],
  '@mlc-ai/web-xgrammar': ['plugin/engines/constraint', 'plugin/engines/browser/page'],
  'node-llama-cpp': ['plugin/engines/gguf'],
  '@faker-js/faker': ['plugin/generator'],
  vitest: ['plugin/runtime', 'plugin/matchers', 'plugin/vite', 'reporters/vitest'],
}

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter(
      (file) =>
        file.endsWith('.ts') && !/\.(?:test|bench|d)\.ts$/.test(file) && !file.includes('test-support'),
    )
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  const pattern = /^(import|export)(\s+type)?\s[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map(([, , type, from, bare]) => ({
    file,
    typeOnly: type !== undefined,
    target: from ?? bare ?? '',
  }))
}

/** Longest names first: a file belongs to the innermost layer around it. */
const LAYERS = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length)

function layerOf(file: string): string | undefined {
  return LAYERS.find((layer) => file.startsWith(`${layer}/`))
}

function allows(from: string, to: string): boolean {
  return (MAY_IMPORT[from] ?? []).some((layer) =>
    layer.endsWith('/*') ? `${to}/`.startsWith(layer.slice(0, -1)) : layer === to,
  )
}

const files = ['plugin', 'reporters', 'cli'].flatMap(sources)
const imports = files.flatMap(importsOf)
const local = imports
  .filter(({ target }) => target.startsWith('.'))
  .map(({ file, target }) => ({ file, to: path.join(path.dirname(file), target) }))

test('there are sources to look at', () => {
  expect(imports.length).toBeGreaterThan(100)
  expect(files.filter((file) => layerOf(file) === undefined)).toEqual([])
})

test('layers import only what the architecture allows', () => {
  const wrong = local.flatMap(({ file, to }) => {
    const from = layerOf(file)
    const layer = layerOf(to)
    if (from === undefined || layer === undefined || from === layer || allows(from, layer)) return []
    return [`${file} imports ${to}`]
  })
  expect(wrong).toEqual([])
})

test('layers that import each other form no cycle', () => {
  const arrows = new Map<string, Set<string>>()
  for (const { file, to } of local) {
    const [from = '', layer = ''] = [layerOf(file), layerOf(to)]
    if (from !== layer) arrows.set(from, (arrows.get(from) ?? new Set()).add(layer))
  }
  expect(cycles(arrows)).toEqual([])
})

test('files that import each other form no cycle', () => {
  const arrows = new Map<string, Set<string>>()
  for (const { file, to } of local) arrows.set(file, (arrows.get(file) ?? new Set()).add(to))
  expect(cycles(arrows)).toEqual([])
})

test('only other layers import an index', () => {
  // Inside a layer an index hides which file is meant, and closes a cycle sooner or later.
  const wrong = local.filter(
    ({ file, to }) => path.basename(to) === 'index.ts' && path.dirname(file) === path.dirname(to),
  )
  expect(wrong).toEqual([])
})

test('a file of the code that is not imported is named by codeFile', () => {
  // In the bundled package a module is not where its source is.
  const relative = files.filter((file) =>
    /new URL\([^)]*import\.meta\.url|import\.meta\.(?:dirname|filename)|import\.meta\.resolve\('\./.test(
      readFileSync(path.join(ROOT, file), 'utf8'),
    ),
  )
  expect(relative).toEqual([])
})

test('heavy packages are known to their layers only', () => {
  const wrong = imports.flatMap(({ file, target, typeOnly }) => {
    const heavy = Object.keys(HEAVY).find((name) => target === name || target.startsWith(`${name}/`))
    if (typeOnly || heavy === undefined) return []
    return HEAVY[heavy]?.some((layer) => file.startsWith(`${layer}/`)) ? [] : [`${file} imports ${target}`]
  })
  expect(wrong).toEqual([])
})

/** Each cycle once, as its members in the order in which they are met. */
function cycles(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = []
  const done = new Set<string>()
  const trail: string[] = []
  const visit = (node: string): void => {
    const start = trail.indexOf(node)
    if (start >= 0) found.push(trail.slice(start))
    if (start >= 0 || done.has(node)) return
    trail.push(node)
    for (const next of arrows.get(node) ?? []) visit(next)
    trail.pop()
    done.add(node)
  }
  for (const node of arrows.keys()) visit(node)
  return found
}

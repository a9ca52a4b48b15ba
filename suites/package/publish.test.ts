import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { parquetReadObjects } from 'hyparquet'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, parseDocument } from 'yaml'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Of another Python than `python3`, with the validators of docs/releasing.md. */
const PYTHON = process.env.EDGEJSON_PYTHON ?? 'python3'

let folder: string
let out: string

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'publish-'))
  out = path.join(folder, 'out')
  const { status, stderr } = publish(out)
  expect(status, stderr).toBe(0)
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function publish(...given: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, ['scripts/publish.mjs', ...given], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, SOURCE_DATE_EPOCH: '1767225600' },
  })
}

const read = (...parts: string[]): string => readFileSync(path.join(out, ...parts), 'utf8')
const json = (...parts: string[]): unknown => JSON.parse(read(...parts))
const lines = (file: string): string[] =>
  readFileSync(path.join(ROOT, 'fixtures/edgejson', file), 'utf8')
    .trimEnd()
    .split('\n')

/** The YAML in front of a card; its text must be free of warnings too. */
function metadata(card: string): Record<string, unknown> {
  const [, yaml = ''] = card.split('---\n')
  const document = parseDocument(yaml, { strict: true })
  expect([...document.errors, ...document.warnings]).toEqual([])
  return document.toJS()
}

function filesOf(place: string): string[] {
  return readdirSync(path.join(out, place), { recursive: true, encoding: 'utf8' })
    .filter((file) => path.extname(file) === '.json')
    .sort()
}

test.each(['train', 'test'])('the Parquet file of %s holds the lines of the JSONL file', async (split) => {
  const bytes = readFileSync(path.join(out, 'dataset/data', `${split}.parquet`))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  const rows = await parquetReadObjects({ file })
  const wanted = lines(`${split}.jsonl`).map((line) => JSON.parse(line))
  expect(rows.map((row) => ({ ...row, expected_output: JSON.parse(row.expected_output) }))).toEqual(wanted)
  const answer = rows.find(({ expected_output }) => /\d\.0\b/.test(expected_output))?.expected_output
  expect(lines(`${split}.jsonl`).some((line) => line.includes(answer))).toBe(true)
})

test('the dataset card names configs and splits, and counts what is there', () => {
  expect(metadata(read('dataset/README.md'))).toMatchObject({
    license: 'cc-by-4.0',
    configs: [
      {
        config_name: 'default',
        data_files: [
          { split: 'train', path: 'data/train.parquet' },
          { split: 'test', path: 'data/test.parquet' },
        ],
      },
    ],
    dataset_info: {
      splits: [
        { name: 'train', num_examples: lines('train.jsonl').length },
        { name: 'test', num_examples: lines('test.jsonl').length },
      ],
    },
  })
})

test('Croissant has the hash of each file', () => {
  const { distribution } = json('dataset/croissant.json') as {
    distribution: { name: string; sha256: string }[]
  }
  expect(distribution).toHaveLength(2)
  for (const { name, sha256 } of distribution) {
    const content = readFileSync(path.join(out, 'dataset', name))
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256)
  }
})

test("a model's card has the figures of the kept report of its weights", () => {
  const card = metadata(read('models/edgejson-nano/README.md')) as {
    'model-index': { results: { metrics: { type: string; value: number }[]; source: { url: string } }[] }[]
  }
  const [result] = card['model-index'].flatMap(({ results }) => results)
  const file = path.basename(result?.source.url ?? '')
  const report = JSON.parse(readFileSync(path.join(ROOT, 'docs/results/reports', file), 'utf8'))
  const value = (type: string): number | undefined =>
    result?.metrics.find((metric) => metric.type === type)?.value
  expect(value('json_exact_lenient')).toBe(report.totals.lenient.jsonExact)
  expect(value('field_f1_official')).toBe(report.totals.official.fieldF1)
  const results = parse(read('models/edgejson-nano/.eval_results/edgejson.yaml'))
  expect(results).toHaveLength(result?.metrics.length ?? 0)
  expect(results[0]).toMatchObject({
    dataset: { id: 'vitest-edgejson/edgejson', task_id: 'json_exact_strict' },
    value: report.totals.strict.jsonExact,
    date: report.createdAt.slice(0, 10),
  })
})

test('every record follows the schema of Every Eval Ever', () => {
  const schema = JSON.parse(
    readFileSync(path.join(ROOT, 'fixtures/every-eval-ever/eval.schema.json'), 'utf8'),
  )
  const { version, ...rest } = schema
  const validate = new Ajv({ strict: false, allErrors: true }).compile(rest)
  const files = filesOf('results')
  expect(files).toHaveLength(readdirSync(path.join(ROOT, 'docs/results/reports')).length)
  for (const file of files) {
    const record = json('results', file) as { schema_version: string }
    expect(validate(record), JSON.stringify(validate.errors)).toBe(true)
    expect(record.schema_version).toBe(version)
  }
})

test('the same inputs give the same bytes', () => {
  const again = path.join(folder, 'again')
  expect(publish(again).status).toBe(0)
  const { stdout } = spawnSync('diff', ['-r', out, again], { encoding: 'utf8' })
  expect(stdout).toBe('')
})

test('a folder with files in it is left alone', () => {
  const { status, stderr } = publish(folder)
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `error: ${folder} is not empty; give a new folder\n`,
  })
})

test('CITATION.cff cites the version of package.json', () => {
  const cff = parse(readFileSync(path.join(ROOT, 'CITATION.cff'), 'utf8'))
  const { version, license } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  expect({ version: cff.version, license: cff.license }).toEqual({ version, license })
})

test('publint finds no fault in the package', async () => {
  const { messages } = await publint({ pkgDir: ROOT, strict: true, pack: false })
  const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([])
})

const lacks = (module: string): boolean => spawnSync(PYTHON, ['-c', `import ${module}`]).status !== 0

// Skipped where the validator is not installed: Python packages, which `npm ci` does not bring.
test.skipIf(lacks('mlcroissant'))(
  'mlcroissant accepts the metadata',
  () => {
    const program =
      'import sys, mlcroissant; d = mlcroissant.Dataset(jsonld=sys.argv[1]); sys.exit(len(d.metadata.ctx.issues.errors))'
    const { status, stderr } = spawnSync(PYTHON, ['-c', program, path.join(out, 'dataset/croissant.json')], {
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
    expect(stderr).not.toMatch(/WARNING|Error/)
  },
  120_000,
)

test.skipIf(lacks('cffconvert'))('cffconvert accepts CITATION.cff', () => {
  const { status, stderr, stdout } = spawnSync(
    PYTHON,
    ['-c', 'from cffconvert.cli.cli import cli; cli(["--validate"])'],
    {
      cwd: ROOT,
      encoding: 'utf8',
    },
  )
  expect(status, stderr + stdout).toBe(0)
})

test.skipIf(lacks('huggingface_hub'))(
  'huggingface_hub reads both cards',
  () => {
    const program =
      'import sys; from huggingface_hub import ModelCard, DatasetCard\n' +
      'print(len(ModelCard.load(sys.argv[1]).data.eval_results), DatasetCard.load(sys.argv[2]).data.license)'
    const cards = [path.join(out, 'models/edgejson-nano/README.md'), path.join(out, 'dataset/README.md')]
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', program, ...cards], { encoding: 'utf8' })
    expect(stdout, stderr).toBe('9 cc-by-4.0\n')
  },
  60_000,
)

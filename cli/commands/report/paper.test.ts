import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, test } from 'vitest'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import { sampleRun } from '../../../reporters/test-support/paper/paper-input.ts'
import { writePaper } from './paper.ts'
import type { PaperOptions } from './paper-inputs.ts'
import { addPaperOptions, PUBLISHED_FIGURES, paperOptions, paperSummary } from './paper-options.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-paper-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, content: unknown): string {
  const target = path.join(folder, name)
  writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content))
  return target
}

const run = sampleRun({ name: 'q4' })
const testSplit = path.join(packageInfo.root, 'fixtures/edgejson/test.jsonl')
const options = (change: Partial<PaperOptions> = {}): PaperOptions => ({
  reports: [run],
  datasetFile: null,
  trainingLogs: [],
  modelConfig: null,
  published: null,
  outDir: mkdtempSync(path.join(folder, 'out-')),
  ...change,
})

const full = (change: Partial<PaperOptions> = {}): PaperOptions =>
  options({
    reports: [run, sampleRun({ name: 'q4', machine: 'laptop' })],
    datasetFile: [testSplit],
    trainingLogs: [
      `nano=${file('log.jsonl', '{"config":{"lr":0.02}}\n{"step":1,"loss":2}\n{"step":2,"loss":1}')}`,
    ],
    trainingConfigs: [`nano=${file('training.json', { batch_size: 32 })}`],
    modelConfig: path.dirname(
      file('config.json', { hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 2, vocab_size: 512 }),
    ),
    meta: file('meta.json', { q4: { trainExamples: 629 } }),
    published: PUBLISHED_FIGURES,
    ...change,
  })

const contents = (outDir: string): Map<string, string> =>
  new Map(
    readdirSync(outDir, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((name) => [path.relative(outDir, name), readFileSync(name, 'latin1')]),
  )

describe('writePaper', () => {
  test('all nine tables and eight figures, and the same bytes again', async () => {
    const result = await writePaper(full())
    expect(result).toMatchObject({ omitted: [], warnings: [] })
    expect(result.written).toHaveLength(1 + 9 * 3 + 8 * 2)
    expect([...contents(result.outDir).keys()].sort()).toEqual([...result.written].sort())
    const again = await writePaper(full())
    expect(contents(again.outDir)).toEqual(contents(result.outDir))

    const index = readFileSync(path.join(result.outDir, 'README.md'), 'utf8')
    expect(index).toContain('Nothing: every input was there.')
    expect(index).toContain('† marks figures that were published, not measured here: CycleCore SLMBench')
    for (const name of result.written.slice(1)) expect(index).toContain(`(${name})`)
    expect(readFileSync(path.join(result.outDir, 'tables/table-2-hyperparameters.md'), 'utf8')).toContain(
      '| learning rate | 0.02 | 0.0002 | 0.00015 |',
    )
  })

  test('what lacks an input is left out, says which, and leaves no file of an earlier paper', async () => {
    const { outDir } = await writePaper(full())
    const result = await writePaper(options({ outDir }))
    expect(result.omitted.map(({ title }) => title)).toEqual([
      'Table 2: Hyper-parameters',
      'Table 7: Results by training data',
      'Table 9: Outputs by platform',
      'Figure 3: Architecture',
      'Figure 4: Training curves',
    ])
    expect([...contents(outDir).keys()].sort()).toEqual([...result.written].sort())
    const summary = paperSummary(result)
    expect(summary).toContain(
      "left out: Figure 3: Architecture; it needs a model's config.json (--model-config FILE)\n",
    )
    const index = readFileSync(path.join(outDir, 'README.md'), 'utf8')
    expect(index).toContain("- Figure 3: Architecture. It needs a model's config.json (--model-config FILE).")
    expect(index).not.toContain('†')
  })

  test('without figures, tables alone', async () => {
    const { written, outDir } = await writePaper(full({ figures: false }))
    expect(written.filter((name) => name.startsWith('figures'))).toEqual([])
    expect(readFileSync(path.join(outDir, 'README.md'), 'utf8')).toContain('Figures were not requested.')
  })

  test('without a dataset, the examples of the complete runs are counted, once each', async () => {
    const { outDir } = await writePaper(
      options({ reports: [run, sampleRun({ name: 'fp32' })], figures: false }),
    )
    expect(readFileSync(path.join(outDir, 'tables/table-1-dataset.csv'), 'utf8')).toMatch(/\r\nall,,60,100,/)
    const part = { ...run, coverage: { ...run.coverage, complete: false, reason: 'limited' } }
    const { omitted } = await writePaper(options({ reports: [part], figures: false }))
    expect(omitted[0]?.title).toBe('Table 1: Dataset statistics')
  })

  test('two splits of one name stay two', async () => {
    const { outDir } = await writePaper(options({ datasetFile: [testSplit, testSplit], figures: false }))
    const csv = readFileSync(path.join(outDir, 'tables/table-1-dataset.csv'), 'utf8')
    expect(csv).toMatch(/\r\nsplit,test,158,50,/)
    expect(csv).toMatch(/\r\nsplit,test #2,158,50,/)
  })

  test.each<[string, () => Partial<PaperOptions>, string]>([
    ['a dataset', () => ({ datasetFile: 'nowhere.jsonl' }), 'nowhere.jsonl'],
    [
      'a broken dataset',
      () => ({ datasetFile: file('bad.jsonl', '{"id":"a"}\n') }),
      'Statistics of an incomplete dataset would be wrong',
    ],
    ['a log', () => ({ trainingLogs: ['x=nowhere.jsonl'] }), 'cannot read "nowhere.jsonl"'],
    ['a configuration', () => ({ modelConfig: file('c.json', '{') }), 'is not JSON'],
    ['an empty configuration', () => ({ modelConfig: file('c.json', {}) }), 'has no "hidden_size"'],
    [
      'hyper-parameters',
      () => ({ trainingConfigs: [file('h.json', [])] }),
      'must be a JSON object of hyper-parameters',
    ],
    [
      'a meta file',
      () => ({ meta: file('m.json', { q5: {} }) }),
      'names "q5", which is no run; the runs are "q4"',
    ],
    ['published figures', () => ({ published: file('p.json', {}) }), 'has no published figures'],
    ['a tokenizer', () => ({ tokenizer: 'nowhere.json' }), 'nowhere.json'],
    ['a folder', () => ({ outDir: file('taken', '') }), 'cannot write the paper to'],
  ])('%s that is no good is named, and nothing is written', async (_, change, message) => {
    const given = options({ figures: false, ...change() })
    await expect(writePaper(given)).rejects.toMatchObject({
      name: 'EdgejsonError',
      message: expect.stringContaining(message),
    })
    expect(existsSync(path.join(given.outDir, 'README.md'))).toBe(false)
  })
})

describe('the options', () => {
  const parse = (...args: string[]) => {
    const command = addPaperOptions(new Command().argument('[runs...]'))
    command.parse(args, { from: 'user' })
    return paperOptions([run], command.opts())
  }

  test('no paper without --paper', () => {
    expect(parse('--dataset', 'a.jsonl')).toBeNull()
  })

  test('all of them', () => {
    expect(
      parse(
        ...['--paper', 'out', '--dataset', 'a.jsonl', '--dataset', 'b.jsonl', '--training-log', 'x=l.jsonl'],
        ...[
          '--training-config',
          'c.json',
          '--model-config',
          'm',
          '--meta',
          'meta.json',
          '--tokenizer',
          't.json',
        ],
        ...['--published', 'run.json', '--no-figures'],
      ),
    ).toEqual({
      reports: [run],
      outDir: 'out',
      datasetFile: ['a.jsonl', 'b.jsonl'],
      trainingLogs: ['x=l.jsonl'],
      trainingConfigs: ['c.json'],
      modelConfig: 'm',
      meta: 'meta.json',
      tokenizer: 't.json',
      published: PUBLISHED_FIGURES,
      figures: false,
    })
  })

  test('by default no published figures are added, and figures are drawn', () => {
    expect(parse('--paper', 'out')).toMatchObject({ published: null, figures: true, datasetFile: null })
    expect(parse('--paper', 'out', '--published-from', 'p.json')?.published).toBe('p.json')
  })
})

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ids, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { keepRun } from './support/runs.ts'

const COUNT = 30

const twoRuns = prepared(async () => {
  const project = new Project(replayProject(COUNT))
  await keepRun(project, 'good', COUNT, ['ex-001'])
  await keepRun(project, 'bad', COUNT, ids(COUNT).slice(10, 22))
  return project
})

const list = (folder: string): string[] => readdirSync(folder).sort()

test('a paper from reports of real runs', async () => {
  const project = await twoRuns()
  project.write(
    'log.jsonl',
    '{"step":1,"tokens":10,"loss":2,"jsonExact":null}\n{"step":2,"tokens":20,"loss":1}\n',
  )
  const { exitCode, stdout, stderr } = runCli(
    project,
    ...['report', 'runs/good.json', 'runs/bad.json', '--paper', 'paper', '--published'],
    ...['--dataset', 'bench.jsonl', '--training-log', 'nano=log.jsonl'],
  )
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' })
  for (const title of [
    'Table 2: Hyper-parameters',
    'Table 5: Latency and cost by platform',
    'Table 7',
    'Figure 3',
    'Figure 7',
  ]) {
    expect(stderr).toContain(`left out: ${title}`)
  }
  expect(list(project.path('paper/tables')).filter((name) => name.endsWith('.csv'))).toEqual([
    'table-1-dataset.csv',
    'table-3-results.csv',
    'table-4-complexity.csv',
    'table-8-errors.csv',
    'table-9-agreement.csv',
  ])
  expect(list(project.path('paper/figures')).filter((name) => name.endsWith('.png'))).toEqual([
    'figure-1-task.png',
    'figure-2-complexity.png',
    'figure-4-training.png',
    'figure-5-results-by-complexity.png',
    'figure-8-errors.png',
  ])
  const results = project.read('paper/tables/table-3-results.csv')
  expect(results).toMatch(/,lenient,30,96\.6666666667,/)
  expect(results).toMatch(
    /\r\nMaaza-SLM-360M,official,158,55\.1,,,0\.78,.*"published, not measured here"\r\n/,
  )
  expect(project.read('paper/tables/table-8-errors.tex')).toContain('wrong value & 100.0 & 100.0')
  // Runs of another dataset are not comparable with published figures, so one plot does not hold both.
  expect(project.read('paper/figures/figure-5-results-by-complexity.svg')).not.toContain('Maaza')
  expect(project.read('paper/README.md')).toContain(
    '- Table 5: Latency and cost by platform. It needs a run that measured latency live',
  )
})

test('without the plotting libraries figures say what to install, and tables need none', async () => {
  const project = await twoRuns()
  // As on a machine where they are not installed.
  project.write(
    'no-vega.mjs',
    `import { register } from 'node:module'
     register('data:text/javascript,' + encodeURIComponent(\`
       export async function resolve(specifier, context, next) {
         if (/^(vega|vega-lite|@resvg)/.test(specifier)) throw Object.assign(new Error('not found'), { code: 'ERR_MODULE_NOT_FOUND' })
         return next(specifier, context)
       }\`))`,
  )
  const command = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
  const paper = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', './no-vega.mjs', command, 'report', 'runs/good.json', '--paper', 'paper', ...args],
      { cwd: project.root, encoding: 'utf8' },
    )
  const figures = paper()
  expect(figures.status).toBe(2)
  expect(figures.stderr).toContain('npm i -D vega vega-lite @resvg/resvg-js')
  expect(figures.stderr).not.toContain('    at ')
  expect(existsSync(project.path('paper'))).toBe(false)

  expect(paper('--no-figures')).toMatchObject({ status: 0, stdout: '' })
  expect(list(project.path('paper'))).toEqual(['README.md', 'tables'])
  expect(existsSync(path.join(project.root, 'paper/tables/table-3-results.tex'))).toBe(true)
})

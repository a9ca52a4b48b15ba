import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { expect, test } from 'vitest'
import { dataset, ids, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { keepRuns } from './support/runs.ts'

const COUNT = 60
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

interface Board {
  readonly againstDataset: boolean
  readonly entries: readonly {
    label: string
    jsonExact: number
    rank: readonly number[]
    badge: string
    file: string
  }[]
  readonly rejected: readonly { file: string; reason: string }[]
  readonly leftOut: readonly { file: string; reason: string }[]
}

const boardOf = (project: Project): Board => JSON.parse(project.read('board/leaderboard.json'))

/** Changes what a kept report says. */
function forge(project: Project, from: string, to: string, edit: (report: Report) => void): void {
  const report: Report = JSON.parse(project.read(`runs/${from}.json`))
  edit(report)
  project.write(`runs/${to}.json`, JSON.stringify(report))
}

interface Report {
  model: { id: string; bytes: number | null; parameters: number | null }
  dataset: { sha256: string }
  totals: { exact: number }
  coverage: { complete: boolean }
  cases: {
    prompt: string
    expected: unknown
    completion: { text: string }
    state: string
    scores: { lenient: { jsonExact: boolean } } | null
  }[]
}

const submissions = prepared(async () => {
  const project = new Project(replayProject(COUNT))
  const missed = { good: ['ex-001'], bad: ids(COUNT).slice(10, 22), third: ids(COUNT).slice(0, 4) }
  await keepRuns(project, COUNT, missed)
  project.write('third.json', project.read('runs/third.json'))
  project.remove('runs/third.json')
  forge(project, 'good', 'good', ({ model }) =>
    Object.assign(model, { id: 'good', parameters: 135_000_000, bytes: 86_489_669 }),
  )
  forge(project, 'bad', 'bad', ({ model }) => Object.assign(model, { id: '<img src=x onerror=alert(1)>' }))
  return project
})

test('makes a page, JSON and badges from real runs', async () => {
  const project = await submissions()
  const { exitCode, stdout, stderr } = runCli(
    project,
    'leaderboard',
    'runs',
    '--out',
    'board',
    '--dataset',
    'bench.jsonl',
  )
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toContain('98.3 %')
  const board = boardOf(project)
  expect(board).toMatchObject({
    kind: 'edgejson-leaderboard',
    againstDataset: true,
    rejected: [],
    leftOut: [],
  })
  expect(board.entries.map(({ jsonExact, rank }) => [jsonExact, rank])).toEqual([
    [59 / 60, [1, 1]],
    [48 / 60, [2, 2]],
  ])
  const page = project.read('board/index.html')
  expect(page).not.toContain('<img')
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;')
  expect(page).toContain('135 M')
  expect(page).toContain('not measured')
  for (const { badge } of board.entries)
    expect(project.read(`board/${badge}`)).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
  // Nothing depends on the time or on what is there already.
  runCli(project, 'leaderboard', 'runs', '--out', 'board', '--dataset', 'bench.jsonl')
  expect(project.read('board/index.html')).toBe(page)
})

test('trusts no claim: what does not follow from the answers is rejected with its reason', async () => {
  const project = await submissions()
  forge(project, 'bad', 'claimed-score', ({ cases }) => {
    const { scores } = cases[10] as Report['cases'][0]
    if (scores !== null) scores.lenient.jsonExact = true
  })
  forge(project, 'bad', 'claimed-total', ({ totals }) => {
    totals.exact = COUNT
  })
  forge(project, 'bad', 'own-expected', ({ cases }) => {
    for (const item of cases) item.expected = JSON.parse(item.completion.text)
  })
  forge(project, 'bad', 'own-prompt', ({ cases }) => {
    ;(cases[3] as Report['cases'][0]).prompt = 'say {}'
  })
  forge(project, 'bad', 'left-out', (report) => {
    report.cases = report.cases.filter(({ scores }) => scores?.lenient.jsonExact === true)
  })
  forge(project, 'bad', 'failed-instead', ({ cases }) => {
    Object.assign(cases[10] as Report['cases'][0], { state: 'failed', scores: null })
  })
  forge(project, 'good', 'elsewhere', (report) => {
    report.dataset.sha256 = 'f'.repeat(64)
  })
  project.write('runs/cut/report.json', project.read('runs/good.json').slice(0, 5_000))
  project.write('runs/package.json', '{"name": "not a report"}')

  const { exitCode, stdout } = runCli(
    project,
    'leaderboard',
    'runs',
    '--out',
    'board',
    '--dataset',
    'bench.jsonl',
  )
  expect(exitCode).toBe(1)
  expect(stdout).toContain('rejected claimed-score.json')
  const { entries, rejected, leftOut } = boardOf(project)
  expect(entries.map(({ file }) => file)).toEqual(['good.json', 'bad.json'])
  const reasons = Object.fromEntries(rejected.map(({ file, reason }) => [file, reason]))
  expect(reasons).toEqual({
    'claimed-score.json': expect.stringContaining('"ex-011": lenient JSONExact: claimed true, found false'),
    'claimed-total.json': expect.stringContaining('totals.exact: claimed 60, found 48'),
    'own-expected.json': expect.stringContaining('is not that of the dataset'),
    'own-prompt.json': expect.stringContaining('its prompt of "ex-004"'),
    'left-out.json': expect.stringContaining('does not cover the dataset, 48 of 60'),
    'failed-instead.json': expect.stringContaining('no output for "ex-011"'),
    'cut/report.json': expect.stringContaining('is not JSON'),
  })
  expect(leftOut).toMatchObject([{ file: 'elsewhere.json', reason: 'of another dataset' }])
})

test('without the dataset the many are believed, and the page says that it was not at hand', async () => {
  const project = await submissions()
  project.write('runs/third.json', project.read('third.json'))
  forge(project, 'third', 'third', ({ cases, model }) => {
    model.id = 'third'
    for (const item of cases) item.prompt += ' '
  })
  const { exitCode } = runCli(project, 'leaderboard', 'runs', '--out', 'board')
  expect(exitCode).toBe(1)
  const { entries, rejected, againstDataset } = boardOf(project)
  expect(againstDataset).toBe(false)
  expect(entries).toHaveLength(2)
  expect(rejected).toMatchObject([{ file: 'third.json', reason: expect.stringContaining('--dataset FILE') }])
  expect(project.read('board/index.html')).toContain('but without the dataset')
})

test('an empty folder and a missing one are exit code 2', () => {
  const project = new Project({ 'runs/x.txt': '', 'bench.jsonl': dataset(3) })
  for (const folder of ['runs', 'missing']) {
    const { exitCode, stderr } = runCli(project, 'leaderboard', folder, '--out', 'board')
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^\[vitest-edgejson\] .*(nothing to rank|cannot read the folder)/)
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

test.skipIf(!existsSync(CHROMIUM))('the page sorts in a browser, under its own content policy', async () => {
  const project = await submissions()
  runCli(project, 'leaderboard', 'runs', '--out', 'board')
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: FLAGS,
  })
  try {
    const page = await browser.newPage()
    const problems: string[] = []
    page.on('console', (message) => problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(String(error)))
    await page.goto(`file://${project.path('board/index.html')}`)
    const names = (): Promise<string[]> => page.locator('#board tbody th b').allTextContents()
    expect(await names()).toEqual(['good', '<img src=x onerror=alert(1)>'])
    const header = page.locator('#board th', { hasText: 'JSONExact' })
    expect(await header.getAttribute('aria-sort')).toBe('descending')
    await page.getByRole('button', { name: 'JSONExact' }).press('Enter')
    expect(await names()).toEqual(['<img src=x onerror=alert(1)>', 'good'])
    expect(await header.getAttribute('aria-sort')).toBe('ascending')
    expect(await page.locator('#sorted').textContent()).toBe('Sorted by JSONExact, ascending.')
    // What was not measured is last in both directions.
    const size = page.getByRole('button', { name: 'Size' })
    for (const _ of ['ascending', 'descending']) {
      await size.click()
      expect((await names())[0]).toBe('good')
    }
    expect(problems).toEqual([])
  } finally {
    await browser.close()
  }
})

import { existsSync, readdirSync } from 'node:fs'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { gitIn } from '../../plugin/core/test-support/git-in.ts'
import { readCsv } from '../../reporters/test-support/read-csv.ts'
import { config, ids, lines, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { keepRun } from './support/runs.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 30

/** Three runs of one benchmark, each with answers of its own. */
const threeRuns = prepared(async () => {
  const project = new Project(replayProject(COUNT))
  await keepRun(project, 'fp32', COUNT, ['ex-001'])
  await keepRun(project, 'q4', COUNT, ['ex-001', 'ex-002'])
  await keepRun(project, 'untuned', COUNT, ids(COUNT).slice(4))
  return project
})

const RUNS = ['runs/fp32.json', 'runs/q4.json', 'runs/untuned.json']

test('one command makes everything from real runs', async () => {
  const project = await threeRuns()
  const { exitCode, stdout, stderr } = runCli(
    project,
    ...['report', ...RUNS, '--all', 'out', '--margin', '0.1', '--dataset', 'bench.jsonl', '--published'],
  )
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' })
  expect(readdirSync(project.path('out')).sort()).toEqual([
    'cases.jsonl',
    'comment.md',
    'comparison.json',
    'comparison.md',
    'comparison.txt',
    'csv',
    'junit.xml',
    'leaderboard',
    'paper',
    'report.html',
    'report.md',
    'reports.json',
    'summary.txt',
  ])
  for (const name of ['summary.txt', 'comparison.txt'])
    for (const line of project.read(`out/${name}`).split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(80)
  expect(project.read('out/report.html')).toContain('Run 3 is worse than run 1')
  expect(project.read('out/comparison.md')).toContain('run 3 is worse than run 1')
  expect(JSON.parse(project.read('out/leaderboard/leaderboard.json'))).toMatchObject({
    againstDataset: true,
    rejected: [],
    entries: [{ exact: 29 }, { exact: 28 }, { exact: 4 }],
  })
  expect(
    readdirSync(project.path('out/paper/figures')).filter((name) => name.endsWith('.png')).length,
  ).toBeGreaterThan(3)
})

test('the page shows how the committed baseline went', async () => {
  const project = await threeRuns()
  const git = (...args: string[]) => gitIn(project.root, args)
  git('init', '-q')
  const page = (...args: string[]) =>
    runCli(project, 'report', 'runs/q4.json', '--html', 'page.html', '--history', ...args)
  const none = page()
  expect(none).toMatchObject({ exitCode: 2, stdout: '' })
  expect(none.stderr).toContain('was never committed')
  expect(none.stderr).not.toContain('    at ')
  expect(existsSync(project.path('page.html'))).toBe(false)

  git('add', '-f', 'bench.edgejson.baseline.jsonl')
  git('commit', '-q', '-m', 'Accept <b>fp32</b>')
  expect(page()).toMatchObject({ exitCode: 0 })
  expect(project.read('page.html')).toContain('Accept &lt;b&gt;fp32&lt;/b&gt;')
  expect(project.read('page.html')).toContain('29 of 30')
})

describe('untrusted text', () => {
  const HOSTILE = [
    '::error file=x::pwned ::stop-commands::t',
    '##[add-mask]x ##vso[task.complete]',
    '\u001b[2J\u001b]0;t\u0007\u202egnp\u0000\ud800',
    '@octocat <img src=x onerror=alert(1)> [a](http://evil.example) ` www.evil.example',
    '=cmd|calc\'!A1;=HYPERLINK("http://evil.example")',
    ']]></testcase></script><script>alert(1)</script><!--',
    '\\input{/etc/passwd} $x$ % } \\end{tabular}',
    '__proto__',
    'x'.repeat(1_000_000),
  ]
  const hostile = (index: number, length = 200): string =>
    (HOSTILE[index % HOSTILE.length] as string).slice(0, length)
  /** What a terminal, a browser or a log viewer may act on; line breaks are ours. */
  const UNPRINTABLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u

  function hostileProject(): Project {
    const examples = ids(COUNT).map((id, index) => ({
      id: `${id} ${hostile(index, 100)}`,
      schema_id: 'rating',
      complexity: hostile(index % 3),
      source: hostile(3 + (index % 4)),
      prompt: hostile(index),
      expected_output: { [hostile(index, 50)]: hostile(index), comment: hostile(index + 1) },
    }))
    const recording = examples.map(({ id }, index) => ({
      id,
      output:
        index % 2 === 0
          ? hostile(index, 1_000_000)
          : JSON.stringify({ comment: hostile(index), [hostile(index, 99)]: 1 }),
    }))
    return new Project({
      'vitest.config.ts': config(),
      'bench.jsonl': lines(examples),
      'answers.jsonl': lines(recording),
    })
  }

  function readXml(text: string): void {
    const parser = new SaxesParser()
    parser.on('error', (error) => {
      throw error
    })
    parser.write(text).close()
  }

  test('is harmless in everything that one command makes', async () => {
    const project = hostileProject()
    for (const name of ['a', 'b']) {
      if (name === 'b')
        project.write('answers.jsonl', project.read('answers.jsonl').replaceAll('"comment', '"remark'))
      await runEdgejson(project, [], { env: { EDGEJSON_OUTPUT_DIR: 'output' } })
      const report = JSON.parse(project.read('output/report.json'))
      report.model = {
        ...report.model,
        id: `${name} ${HOSTILE.slice(0, 7).join(' ')}`,
        dtype: hostile(3),
        engine: hostile(5),
      }
      report.machine = { ...report.machine, label: hostile(2) }
      project.write(`runs/${name}.json`, JSON.stringify(report))
    }
    const { exitCode, stdout, stderr } = runCli(
      project,
      ...[
        'report',
        'runs/a.json',
        'runs/b.json',
        '--all',
        'out',
        '--margin',
        '0.1',
        '--dataset',
        'bench.jsonl',
      ],
    )
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' })
    for (const text of [stderr, project.read('out/summary.txt'), project.read('out/comparison.txt')]) {
      for (const line of text.split('\n')) {
        expect(line).not.toMatch(UNPRINTABLE)
        expect(line).not.toMatch(/^\s*::|##\w*\[/)
      }
    }
    for (const name of ['report.md', 'comment.md', 'comparison.md', 'paper/README.md']) {
      const text = project.read(`out/${name}`).replace(/<pre>[\s\S]*?<\/pre>/g, '')
      expect(text, name).not.toMatch(UNPRINTABLE)
      for (const mark of ['@octocat', '<img', '<script', 'http://evil', 'www.evil', '](http', '<!-- '])
        if (!(mark === '<!-- ' && name === 'comment.md')) expect(text, `${name} ${mark}`).not.toContain(mark)
    }
    for (const name of ['csv/cases.csv', 'csv/by-complexity.csv', 'paper/tables/table-3-results.csv'])
      expect(
        readCsv(project.read(`out/${name}`).replace('\ufeff', ''))
          .flat()
          .filter((cell) => /^[\s"]*[=+@|]/.test(cell)),
        name,
      ).toEqual([])
    for (const name of readdirSync(project.path('out/paper/tables')).filter((each) => each.endsWith('.tex')))
      expect(project.read(`out/paper/tables/${name}`), name).not.toMatch(/\\input|\$x\$|(?<!\\)%/)
    const svg = readdirSync(project.path('out'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(?:svg|xml)$/.test(name),
    )
    expect(svg.length).toBeGreaterThan(4)
    for (const name of svg) readXml(project.read(`out/${name}`))
    for (const name of ['report.html', 'leaderboard/index.html']) {
      const page = project.read(`out/${name}`)
      expect(/<script>alert|<img|\son\w+=["']|<!--/.exec(page)?.[0], name).toBeUndefined()
      expect(page.match(/<\/script>/g), name).toHaveLength(name === 'report.html' ? 2 : 1)
      expect(Buffer.byteLength(page), name).toBeLessThan(20_000_000)
    }
    expect(project.read('out/cases.jsonl').trimEnd().split('\n')).toHaveLength(2 * COUNT)
    expect(JSON.parse(project.read('out/comparison.json'))).toMatchObject({ examples: COUNT })
  })
})

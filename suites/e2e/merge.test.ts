import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { config, ids, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

const SHARDS = 3
const FILES = [
  'report.json',
  'junit.xml',
  'report.md',
  'cases.jsonl',
  'cases.csv',
  'by-source.csv',
  'report.html',
]

/** A file without the time at which it was written. */
const withoutClock = (text: string): string =>
  text
    // Markdown has its digits and signs escaped.
    .replaceAll('<wbr>', '')
    .replaceAll('&#45;', '-')
    .replaceAll('&#58;', ':')
    .replaceAll('&#46;', '.')
    .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z| UTC)?/g, 'TIME')

/** The cases of a shard's file: all but its header. */
function casesOf(project: Project, name: string): string {
  const text = project.read(`.edgejson/${name}`)
  return text.slice(text.indexOf('\n'))
}

test('edgejson merge writes what the merge of blobs writes, and needs neither dataset nor configuration', async () => {
  const project = new Project(replayProject(40, ids(40).slice(30)))
  await runEdgejson(project)
  const options =
    "{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'], reports: ['html', 'markdown', 'csv', 'jsonl'] }"
  project.write('vitest.config.ts', config(options))
  project.write('answers.jsonl', replayProject(40, ids(40).slice(20))['answers.jsonl'] ?? '')
  project.remove('.edgejson')
  await runEdgejson(project, ['--shard=2/3'])
  const [file = ''] = readdirSync(project.path('.edgejson')).filter((name) => name.startsWith('cases.shard-'))
  const withoutBlob = casesOf(project, file)
  project.remove('.edgejson')
  for (let shard = 1; shard <= SHARDS; shard++) {
    const args = [
      'run',
      '--project',
      'edgejson',
      `--shard=${shard}/${SHARDS}`,
      '--reporter',
      'blob',
      '--reporter',
      'default',
    ]
    const { exitCode, stdout, stderr } = await runVitest(project, args)
    expect(exitCode, stdout + stderr).toBe(0)
  }
  // Without a blob a shard leaves the same cases behind its header.
  const withBlob = casesOf(project, file)
  expect(withBlob).toBe(withoutBlob)
  expect(withBlob).toContain('"state":"passed"')
  const byVitest = await runVitest(project, [
    'run',
    '--merge-reports',
    '--project',
    'edgejson',
    '--reporter',
    'default',
  ])
  expect(byVitest.exitCode, byVitest.stdout).toBe(1)
  const expected = FILES.map((name) => withoutClock(project.read(`.edgejson/${name}`)))
  for (const name of FILES) project.remove(`.edgejson/${name}`)
  for (const name of ['bench.jsonl', 'vitest.config.ts', 'answers.jsonl']) project.remove(name)

  const shards = Array.from(
    { length: SHARDS },
    (_, index) => `.edgejson/cases.shard-${index + 1}-${SHARDS}.jsonl`,
  )
  const merged = runCli(project, 'merge', ...shards)
  expect(merged.exitCode, merged.stderr).toBe(1)
  expect(merged.stdout).toContain('regression')
  for (const [index, name] of FILES.entries())
    expect(withoutClock(project.read(`.edgejson/${name}`)), name).toBe(expected[index])

  const missing = runCli(project, 'merge', ...shards.slice(1), '--out', 'merged')
  expect(missing.exitCode).toBe(2)
  expect(missing.stderr).toMatch(/1 of 3 shards of bench\.jsonl is missing: "cases\.shard-1-3\.jsonl"/)
  expect(missing.stderr).not.toContain('    at ')
  expect(runCli(project, 'merge', ...shards, '--out', 'merged').exitCode).toBe(1)
  expect(withoutClock(project.read('merged/report.json'))).toBe(
    expected[0]?.replaceAll('.edgejson/report.json', 'merged/report.json'),
  )
})

import { beforeAll, describe, expect, test } from 'vitest'
import { createRescore } from '../../cli/commands/leaderboard/reference-datasets.ts'
import { loadSchemas } from '../../plugin/dataset/index.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { compareGroups, compareReports } from '../../reporters/compare/index.ts'
import {
  buildLeaderboard,
  renderLeaderboardPage,
  renderLeaderboardSummary,
  verifySubmission,
} from '../../reporters/leaderboard/index.ts'
import { renderMarkdown as renderPaperMarkdown } from '../../reporters/paper/render/markdown.ts'
import { viewRuns } from '../../reporters/paper/run-view.ts'
import { TABLES } from '../../reporters/paper/tables/index.ts'
import { renderAnnotations } from '../../reporters/render/annotations.ts'
import { renderComparison, renderComparisonMarkdown } from '../../reporters/render/comparison/index.ts'
import { renderConsole } from '../../reporters/render/console/console.ts'
import { renderRuns } from '../../reporters/render/console/runs.ts'
import { renderCsv } from '../../reporters/render/csv.ts'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { renderJson } from '../../reporters/render/json.ts'
import { renderJsonl } from '../../reporters/render/jsonl.ts'
import { renderJunit } from '../../reporters/render/junit/junit.ts'
import { renderMarkdown } from '../../reporters/render/markdown/markdown.ts'
import {
  measureSwitches,
  renderSwitches,
  renderSwitchesMarkdown,
  type VariantRun,
} from '../../reporters/switches/index.ts'
import { paperInput, published } from '../../reporters/test-support/paper/paper-input.ts'
import { distinctRun, figuresOf } from './distinct-run.ts'
import { pageText } from './page-text.ts'
import { recordedRuns } from './recorded-run.ts'

/*
 * Every output of two reports, kept as files: one of real texts with their real scores, and one in which no two figures
 * are the same number. A figure that is shown in place of another, or rounded in another way, changes a file. After a
 * change that is meant: `npx vitest run --project unit suites/golden -u`, and review the difference.
 */
let reports: Readonly<Record<'recorded' | 'rules' | 'distinct', LoadedReport>>

beforeAll(async () => {
  const { recorded, rules } = await recordedRuns()
  reports = { recorded, rules, distinct: distinctRun(recorded) }
})

const text = (chunks: Iterable<string>): string => [...chunks].join('')

async function keeps(name: string, content: string): Promise<void> {
  await expect(content).toMatchFileSnapshot(`snapshots/${name}`)
}

test('the figures of the second report are distinct numbers', () => {
  const figures = figuresOf(reports.distinct)
  expect(figures.length).toBeGreaterThan(80)
  const shown = figures.map((figure) => (figure < 1 ? figure.toFixed(3) : figure.toPrecision(3)))
  expect(new Set(shown).size).toBe(shown.length)
})

describe.each(['recorded', 'distinct'] as const)('%s', (name) => {
  test.each([60, 80, 120])('console, %i columns', async (width) => {
    await keeps(
      `${name}/console-${width}.txt`,
      renderConsole(reports[name], { color: false, width, files: ['report.html'] }),
    )
  })

  test('HTML page', async () => {
    await keeps(`${name}/page.txt`, pageText(text(renderHtml([reports[name]]))))
  })

  test('Markdown', async () => {
    await keeps(`${name}/report.md`, renderMarkdown([reports[name]]))
    await keeps(`${name}/comment.md`, renderMarkdown([reports[name]], { variant: 'comment' }))
  })

  test('JUnit', async () => {
    await keeps(`${name}/junit.xml`, text(renderJunit([reports[name]])))
  })

  test('CSV', async () => {
    for (const file of renderCsv([reports[name]])) await keeps(`${name}/${file.name}`, text(file.chunks))
  })

  test('JSON, of three examples', async () => {
    const report = { ...reports[name], cases: reports[name].cases.slice(0, 3) }
    await keeps(`${name}/report.json`, text(renderJson(report)))
    await keeps(`${name}/cases.jsonl`, text(renderJsonl([report])))
  })

  test('annotations', async () => {
    await keeps(`${name}/annotations.txt`, `${renderAnnotations([reports[name]]).join('\n')}\n`)
  })
})

describe('several runs', () => {
  const named = () =>
    (['rules', 'recorded', 'distinct'] as const).map((label) => ({ label, report: reports[label] }))

  test.each([60, 80, 120])('console, %i columns', async (width) => {
    const runs = [reports.rules, reports.recorded, reports.distinct]
    await keeps(`runs/console-${width}.txt`, renderRuns(runs, { color: false, width }))
    const comparison = compareReports(named(), { margin: 0.03 })
    await keeps(`runs/compare-${width}.txt`, renderComparison(comparison, { color: false, width }))
  })

  test('Markdown', async () => {
    const runs = [reports.rules, reports.recorded, reports.distinct]
    await keeps('runs/report.md', renderMarkdown(runs))
    await keeps('runs/compare.md', renderComparisonMarkdown(compareReports(named(), { margin: 0.03 })))
  })

  test('HTML page', async () => {
    const runs = [reports.rules, reports.recorded, reports.distinct]
    await keeps('runs/page.txt', pageText(text(renderHtml(runs, { comparisons: compareGroups(named()) }))))
  })

  test('switches: console, Markdown, JSON', async () => {
    const variant = (dtype: string, constraint: string | null, report: LoadedReport | null): VariantRun => ({
      name: constraint === null ? dtype : `${dtype}+${constraint}`,
      dtype,
      constraint,
      bytes: 80_000_000,
      report,
      reason: report === null ? 'no weights of dtype "q8"' : null,
    })
    const record = measureSwitches(
      [
        variant('fp32', null, reports.rules),
        variant('q8', null, null),
        variant('q4', null, reports.recorded),
        variant('q4', 'schema', reports.rules),
      ],
      { margin: 0.05 },
    )
    const shown = { ...record, tool: { name: 'vitest-edgejson', version: '0.0.0' } }
    for (const width of [60, 80, 120])
      await keeps(`runs/switches-${width}.txt`, renderSwitches(shown, { color: false, width }))
    await keeps('runs/switches.md', renderSwitchesMarkdown(shown))
    await keeps('runs/switches.json', `${JSON.stringify(shown, null, 2)}\n`)
  })

  test('leaderboard', async () => {
    const rescore = createRescore(loadSchemas())
    const verified = [reports.rules, reports.recorded].map((report, index) => {
      const result = verifySubmission(`run-${index}.json`, report, { rescore, reference: null })
      if (!result.ok) throw new Error(result.refusal.reason)
      return result.run
    })
    const board = buildLeaderboard(verified)
    await keeps('runs/leaderboard.txt', pageText(renderLeaderboardPage(board)))
    await keeps('runs/leaderboard.json', `${JSON.stringify(board, null, 2)}\n`)
    await keeps('runs/leaderboard-console.txt', renderLeaderboardSummary(board, { color: false, width: 80 }))
  })

  test('tables of the paper', async () => {
    const input = paperInput({
      runs: viewRuns([reports.rules, reports.recorded, reports.distinct]),
      published,
    })
    for (const { number, slug, title, make } of TABLES) {
      const table = make(input)
      const shown =
        table.kind === 'missing'
          ? `missing: ${table.what}\n`
          : renderPaperMarkdown(table, `Table ${number}: ${title}`)
      await keeps(`paper/table-${number}-${slug}.md`, shown)
    }
  })
})

import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { spell, writeTinyModel } from '../../../plugin/engines/onnx/test-support/tiny-model.ts'
import { config, dataset } from '../../e2e/support/benchmark.ts'
import { Project } from '../../e2e/support/project.ts'
import { type Outcome, runEdgejson } from '../../e2e/support/vitest-process.ts'
import { CHROMIUM, lacksOfEngine } from '../support/chromium.ts'
import { allGone, descendantsOf } from '../support/processes.ts'

const lacks = await lacksOfEngine()
const MINUTES = 60_000

function configOf(engine: object, more: object = {}): string {
  const options = {
    datasets: ['bench.jsonl'],
    engine: { runtime: 'browser', browser: CHROMIUM, threads: 1, ...engine },
    ...more,
  }
  return config(JSON.stringify(options))
}

interface Report {
  readonly model: { readonly device: string; readonly browser: Readonly<Record<string, unknown>> }
  readonly outcome: { readonly exitCode: number; readonly title: string; readonly reason: string }
  readonly resumed?: number
  readonly cases: readonly { readonly completion: { readonly text: string } | null }[]
}

function reportOf(project: Project): Report {
  return JSON.parse(project.read('.edgejson/report.json')) as Report
}

describe.skipIf(lacks !== null)(`a run in a page (skipped: ${lacks})`, () => {
  test('on WebGPU in software it is inconclusive, unless it is requested', {
    timeout: 3 * MINUTES,
  }, async ({ skip }) => {
    const project = new Project({ 'bench.jsonl': dataset(3) })
    const script = { at: 800, bytes: spell('') }
    writeTinyModel(project.path('model'), { script, modelType: 'llama', contextLength: 1000 })
    const run = (engine: object): Promise<Outcome> => {
      const settings = { model: './model', maxNewTokens: 3, record: false }
      project.write('vitest.config.ts', configOf({ device: 'webgpu', ...engine }, settings))
      return runEdgejson(project)
    }
    const { stdout } = await run({})
    const fellBack = reportOf(project)
    const { adapter } = fellBack.model.browser as { adapter: { isFallback: boolean } }
    skip(!adapter.isFallback, 'the browser has a GPU')
    expect(fellBack.outcome).toMatchObject({
      exitCode: 2,
      title: 'inconclusive',
      reason: expect.stringMatching(/^WebGPU fell back to software \(.+, software, (?:no )?f16\)$/),
    })
    expect(stdout).toContain('engine.softwareAdapter')
    expect(fellBack.model).toMatchObject({ device: 'webgpu', browser: { softwareAdapter: false } })
    await run({ softwareAdapter: true })
    expect(reportOf(project)).toMatchObject({
      outcome: { exitCode: 0, title: 'new baseline' },
      model: { browser: { softwareAdapter: true } },
    })
  })

  test.skipIf(process.platform !== 'linux')(
    'after the end of its browser it is inconclusive, and the next run resumes it',
    { timeout: 3 * MINUTES },
    async () => {
      const project = new Project({
        'vitest.config.ts': configOf({}, { maxNewTokens: 200 }),
        'bench.jsonl': dataset(6),
      })
      const recorded = (): number => {
        const folder = project.path('.edgejson')
        const files = existsSync(folder) ? readdirSync(folder) : []
        const file = files.find((name) => name.includes('.partial.'))
        return file === undefined ? 0 : project.read(`.edgejson/${file}`).split('\n').length - 2
      }
      let processes: ReturnType<typeof descendantsOf> = []
      let ended = false
      const first = await runEdgejson(project, [], {
        onStart: ({ pid = 0 }) => {
          const timer = setInterval(() => {
            if (recorded() < 1) return
            clearInterval(timer)
            processes = descendantsOf(pid)
            const browser = processes.find(
              ({ command }) => command.includes('--remote-debugging-pipe') && !command.includes('--type='),
            )
            ended = browser !== undefined && process.kill(browser.pid, 'SIGKILL')
          }, 20)
        },
      })
      expect(ended).toBe(true)
      expect(first.exitCode).toBe(2)
      const { outcome, cases } = reportOf(project)
      expect(outcome).toMatchObject({ exitCode: 2, title: 'inconclusive' })
      const texts = cases.map(({ completion }) => completion?.text ?? '')
      const kept = texts.filter((text) => text !== '').length
      expect(first.stdout + first.stderr).toMatch(/the browser Chromium [\d.]+ has ended/)
      await allGone(processes)

      const second = await runEdgejson(project)
      expect(second.exitCode).toBe(0)
      expect(kept).toBeGreaterThan(0)
      const resumed = reportOf(project).cases.map(({ completion }) => completion?.text)
      expect(resumed).toEqual(texts.map((text) => (text === '' ? expect.stringMatching(/./) : text)))
      expect(second.stdout).toMatch(new RegExp(`\\b${kept} completions? resumed`))
    },
  )
})

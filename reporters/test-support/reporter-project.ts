import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { CaseMeta } from '../../plugin/records/case.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { parseRunReport } from '../../plugin/records/run-report.ts'
import type { ReportFormat } from '../../plugin/records/settings.ts'
import { EdgejsonReporter } from '../vitest/edgejson-reporter.ts'
import type { ProjectModule, VitestLike } from '../vitest/vitest-types.ts'
import { caseMeta, finishedModule, finishedTest, joined, missedScores } from './modules.ts'
import { runMeta } from './run-meta.ts'
import { projectSettings } from './settings.ts'

/** Examples of every dataset of {@link ReporterProject}. */
export const COUNT = 40

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** The part of Vitest that the reporter uses, and what it printed. */
export interface VitestHost {
  readonly context: Writable<VitestLike>
  update(mode: 'all' | 'new' | 'none'): void
  /** Both streams. */
  printed(): string
  stdout(): string
}

/** What became of the examples of a dataset. */
export interface Outcomes {
  readonly name?: string
  readonly missed?: readonly number[]
  readonly filtered?: readonly number[]
  readonly part?: RunMeta['part']
  readonly lines?: readonly number[]
  readonly change?: (line: number) => Partial<CaseMeta>
}

export interface HostedReporter {
  readonly reporter: EdgejsonReporter
  readonly host: VitestHost
}

/** A folder with a reporter that works in it, for each test a new one. The exit code of the process is put back. */
export class ReporterProject {
  #root = ''

  constructor() {
    let exitCode: typeof process.exitCode
    beforeEach(() => {
      this.#root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-reporter-'))
      mkdirSync(this.path('evals'))
      exitCode = process.exitCode
      process.exitCode = undefined
    })
    afterEach(() => {
      process.exitCode = exitCode
      rmSync(this.#root, { recursive: true, force: true })
    })
  }

  get root(): string {
    return this.#root
  }

  path(...names: readonly string[]): string {
    return path.join(this.#root, ...names)
  }

  read(...names: readonly string[]): string {
    return readFileSync(this.path(...names), 'utf8')
  }

  report(file = '.edgejson/report.json'): LoadedReport {
    return parseRunReport(JSON.parse(this.read(file)), file)
  }

  baselineFile(name = 'test'): string {
    return this.path('evals', `${name}.edgejson.baseline.jsonl`)
  }

  vitest(): VitestHost {
    let text = ''
    let stdout = ''
    const print = (line: string): void => {
      text += `${line}\n`
    }
    const log = (line: string): void => {
      stdout += `${line}\n`
      print(line)
    }
    const context: Writable<VitestLike> = {
      version: '4.1.12',
      config: { root: this.#root },
      state: {},
      snapshot: { options: { updateSnapshot: 'new' } },
      logger: { log, error: print },
    }
    return {
      context,
      update(mode) {
        context.snapshot = { options: { updateSnapshot: mode } }
      },
      printed: () => text,
      stdout: () => stdout,
    }
  }

  /** The finished module of a dataset of {@link COUNT} examples. */
  dataset({
    name = 'test',
    missed = [],
    filtered = [],
    part = null,
    lines,
    change,
  }: Outcomes = {}): ProjectModule {
    const all = lines ?? Array.from({ length: COUNT }, (_, index) => index + 1)
    const tests = all.map((line) => {
      if (filtered.includes(line)) return finishedTest(line, 'skipped')
      const miss = missed.includes(line)
      const meta = caseMeta(
        line,
        miss ? { state: 'missed', scores: missedScores, ...change?.(line) } : change?.(line),
      )
      return finishedTest(line, miss ? 'skipped' : 'passed', meta)
    })
    const file = this.path('evals', `${name}.jsonl`)
    const id = part === null ? file : `${file}?edgejson-shard=${part[0]}-${part[1]}`
    const meta = runMeta({ examples: COUNT, path: `evals/${name}.jsonl`, part })
    return { ...finishedModule({ id, meta, tests }), project: { name: 'edgejson' } }
  }

  reporter(
    names?: readonly string[],
    { env = {}, reports = [] }: { env?: Record<string, string>; reports?: readonly ReportFormat[] } = {},
  ): HostedReporter {
    const made = new EdgejsonReporter({
      settings: { ...projectSettings(this.#root, names), reports },
      loadDataset: () => joined(COUNT),
      color: false,
      env,
    })
    const host = this.vitest()
    made.onInit(host.context)
    return { reporter: made, host }
  }

  /** A reporter that has seen a run already, which left the baseline. */
  async withBaseline(missed: readonly number[]): Promise<HostedReporter> {
    const made = this.reporter()
    await made.reporter.onTestRunEnd([this.dataset({ missed })], [], 'passed')
    return made
  }
}

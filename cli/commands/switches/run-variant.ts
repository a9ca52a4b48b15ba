import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { stripVTControlCharacters } from 'node:util'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { readTextOrNull } from '../../../plugin/core/json/read-file.ts'
import { condensed, printable, singleLine } from '../../../plugin/core/printable.ts'
import { replaceFileSync } from '../../../plugin/core/replace-file.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { EdgejsonOptions } from '../../../plugin/vite/options.ts'
import type { VariantRun } from '../../../reporters/switches/index.ts'
import { readRunFile } from '../../reports/read-run-file.ts'
import { hashInputs } from './inputs.ts'
import type { PlannedVariant } from './variants.ts'

/** Where and how variants run. */
export interface RunPlace {
  /** Vitest's root, from which paths in options count. */
  readonly root: string
  /** Absolute path of the output folder. */
  readonly out: string
  /** Options of the plugin that all variants share. */
  readonly options: EdgejsonOptions
  /** Run also a variant that is finished with the same inputs. */
  readonly again: boolean
}

/** What came of a variant; `kept` is true where a finished run with the same inputs was there. */
export interface VariantResult {
  readonly run: VariantRun
  readonly kept: boolean
}

/** Name of the file that holds the hash of the inputs of a finished run. */
const INPUTS = 'inputs.sha256'

/**
 * Runs Vitest once for a variant, through its public API, and reads the report. What goes wrong is the reason of a variant
 * that was not measured, never an error. An interrupted run resumes; its output is in `vitest.log`.
 */
export async function runVariant(variant: PlannedVariant, place: RunPlace): Promise<VariantResult> {
  const { name, dtype, constraint, bytes } = variant
  const none = { name, dtype, constraint, bytes, report: null }
  const folder = path.join(place.out, variant.project)
  try {
    const options = optionsOf(variant, place)
    const inputs = await hashInputs(variant, options, place.root)
    const file = path.join(folder, INPUTS)
    const same = inputs !== null && !place.again && (await readTextOrNull(file)) === inputs
    const before = same ? reportSince(folder, '') : null
    if (before !== null) return { run: { ...none, report: before, reason: null }, kept: true }
    rmSync(file, { force: true })
    const startedAt = new Date().toISOString()
    const failure = await runVitest(variant.project, options, place.root, folder)
    const report = reportSince(folder, startedAt)
    if (report === null)
      return { run: { ...none, reason: failure ?? 'the run wrote no report' }, kept: false }
    const reason = failure !== null && report.totals.scored === 0 ? failure : null
    if (reason !== null) return { run: { ...none, reason }, kept: false }
    const complete = report.coverage.complete && report.totals.failed === 0
    if (inputs !== null && complete) replaceFileSync(file, inputs)
    return { run: { ...none, report, reason: null }, kept: false }
  } catch (error) {
    return { run: { ...none, reason: oneLine(errorMessage(error)) }, kept: false }
  }
}

/** The shared options with the model, its precision and its constraint; the gate of a table is `--gate`. */
function optionsOf(
  { project, model, engineDtype, constraint }: PlannedVariant,
  { options, out }: RunPlace,
): EdgejsonOptions {
  const { latency: _, thresholds: __, ...shared } = options
  const { dtype: ___, constrain: ____, ...engine } = options.engine ?? {}
  return {
    ...shared,
    name: project,
    model,
    engine: {
      ...engine,
      ...(engineDtype === undefined ? {} : { dtype: engineDtype }),
      ...(constraint === null ? {} : { constrain: constraint }),
    },
    gate: false,
    misses: 'gate',
    perExample: false,
    outputDir: out,
  }
}

/** Null when the run came to its end; otherwise the first error that it printed. */
async function runVitest(
  project: string,
  options: EdgejsonOptions,
  root: string,
  folder: string,
): Promise<string | null> {
  mkdirSync(folder, { recursive: true })
  const log = createWriteStream(path.join(folder, 'vitest.log'))
  const { exitCode } = process
  const { GITHUB_STEP_SUMMARY } = process.env
  // The job summary is for the table, not for the report of each variant.
  delete process.env.GITHUB_STEP_SUMMARY
  let text = ''
  const stream = (): Writable =>
    new Writable({
      write(chunk: Buffer, _, done) {
        const plain = stripVTControlCharacters(chunk.toString())
        // Errors are short; a run of many examples prints more than is worth keeping in memory.
        if (text.length < 1 << 20) text += plain
        log.write(plain, done)
      },
    })
  try {
    const [{ startVitest }, { edgejson }] = await Promise.all([
      import('vitest/node'),
      import('../../../plugin/vite/edgejson.ts'),
    ])
    const vitest = await startVitest(
      'test',
      [],
      // Vitest's live summary would take what the progress line of the plugin writes to the terminal into the log.
      {
        config: false,
        root,
        project,
        run: true,
        watch: false,
        reporters: [['default', { summary: false }]],
        color: false,
      },
      { plugins: [edgejson(options)], logLevel: 'error' },
      { stdout: stream(), stderr: stream() },
    )
    await vitest.close()
    return errorIn(text)
  } catch (error) {
    return oneLine(errorIn(`${errorMessage(error)}\n${text}`) ?? errorMessage(error))
  } finally {
    // Vitest and the reporter set it for the one run; the command has its own.
    process.exitCode = exitCode
    if (GITHUB_STEP_SUMMARY !== undefined) process.env.GITHUB_STEP_SUMMARY = GITHUB_STEP_SUMMARY
    log.end()
    await finished(log)
  }
}

function errorIn(text: string): string | null {
  const found = /\[vitest-edgejson\] (.+)/.exec(text)?.[1]
  return found === undefined ? null : oneLine(found)
}

function oneLine(text: string): string {
  return printable(condensed(singleLine(text.replace(/^\[vitest-edgejson\] /, ''))), 500)
}

/** The report of a run since then; null where there is none. */
function reportSince(folder: string, startedAt: string): RunReport | null {
  try {
    const report = readRunFile(path.join(folder, 'report.json'))
    return report.createdAt >= startedAt ? report : null
  } catch (error) {
    // One that cannot be read is of an earlier run, of another release: this run replaces it.
    if (error instanceof EdgejsonError) return null
    throw error
  }
}

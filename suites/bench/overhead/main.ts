import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { type Section, writeSection } from '../shared/docs-section.ts'
import { installPeers } from '../shared/peers.ts'
import { commit, publicCommand, ROOT } from '../shared/provenance.ts'
import { runBench } from '../shared/run-bench.ts'
import { compareContenders } from './compare-contenders.ts'
import { type ContenderPlan, contenders } from './contenders.ts'
import { HELP, type OverheadOptions, readOptions } from './options.ts'
import type { CountResult, OverheadFile } from './results.ts'
import { overheadTables } from './table.ts'
import { writeProject } from './write-project.ts'

const WORK = path.join(ROOT, '.bench')
const SAVED = path.join(WORK, 'overhead.json')
const SECTION: Section = {
  begin: '<!-- overhead: written by `npm run bench:overhead -- --docs`, not by hand -->',
  end: '<!-- end of overhead -->',
}

/** Runs the bench; returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: 'bench:overhead', help: HELP, read: readOptions, run: bench }, args)
}

async function bench(options: OverheadOptions, args: readonly string[]): Promise<void> {
  mkdirSync(WORK, { recursive: true })
  if (options.install) installPeers()
  const file = options.from === null ? await measureAll(options, args) : readSaved(options.from)
  process.stdout.write(`\n${overheadTables(file)}\n`)
  if (options.docs) writeDocs(file)
}

async function measureAll(options: OverheadOptions, args: readonly string[]): Promise<OverheadFile> {
  if (!existsSync(path.join(ROOT, 'dist'))) throw new Error('there is no dist; run: npm run build')
  const plans = chosen(contenders(), options.only)
  const setting = {
    kind: 'overhead',
    version: 1,
    started: new Date().toISOString(),
    commit: commit(),
    command: publicCommand('bench:overhead', args),
    node: process.version,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    loadAverage: os.loadavg()[0] ?? 0,
    runs: options.runs,
    limitSeconds: options.limitSeconds,
  } as const
  const counts: CountResult[] = []
  const exhausted = new Map<string, string>()
  for (const examples of options.counts.toSorted((a, b) => a - b)) {
    const project = path.join(WORK, `overhead-${examples}`)
    await writeProject(project, examples, plans)
    const { runs, limitSeconds } = options
    const result = await compareContenders(plans, { project, examples, runs, limitSeconds, exhausted, say })
    for (const { name, missing } of result.contenders) {
      if (missing !== null && !exhausted.has(name)) {
        exhausted.set(name, `not tried, as ${examples.toLocaleString('en')} were too many: ${missing}`)
      }
    }
    counts.push(result)
    // Saved after each count: a bench that is cut off keeps what it has.
    writeFileSync(SAVED, `${JSON.stringify({ ...setting, counts } satisfies OverheadFile, null, 2)}\n`)
    rmSync(project, { recursive: true, force: true })
  }
  say(`saved ${path.relative(process.cwd(), SAVED)}`)
  return { ...setting, counts }
}

/** The loop and ours are always there, as what is compared with. */
function chosen(plans: readonly ContenderPlan[], only: readonly string[] | null): ContenderPlan[] {
  return plans.filter(
    ({ name, folder }) => folder === '.' || only === null || only.some((word) => name.includes(word)),
  )
}

/** @throws Error for a file that is not there or is of another kind. */
function readSaved(file: string): OverheadFile {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (isOverheadFile(value)) return value
  throw new Error(`${file} is not a file of this bench, or of another version; measure again`)
}

/** The file is written by this bench alone, so its version says what is in it. */
function isOverheadFile(value: unknown): value is OverheadFile {
  return isRecord(value) && value.kind === 'overhead' && value.version === 1 && Array.isArray(value.counts)
}

function writeDocs(file: OverheadFile): void {
  writeSection(SECTION, overheadTables(file))
  mkdirSync(path.join(ROOT, 'docs/bench'), { recursive: true })
  writeFileSync(path.join(ROOT, 'docs/bench/overhead.json'), `${JSON.stringify(file)}\n`)
  say('wrote docs/explanation/benchmarks.md and docs/bench/overhead.json')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

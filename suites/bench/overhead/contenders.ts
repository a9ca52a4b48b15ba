import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import { PEERS } from '../shared/peers.ts'
import { ROOT } from '../shared/provenance.ts'

/** What is started for one count of examples. */
export interface ContenderPlan {
  readonly name: string
  readonly version: string | null
  /** What its time buys, in a sentence. */
  readonly does: string
  /** Of Node.js. */
  readonly args: (project: string) => readonly string[]
  /** Where it runs, below the project. */
  readonly folder: string
  /** Why it cannot run at all. */
  readonly missing: string | null
}

export const LOOP = 'plain loop'
export const OURS = 'vitest-edgejson'

/** Folder of the files that make a contender's project. */
export function projectFiles(name: string): string {
  return fileURLToPath(new URL(`./projects/${name}`, import.meta.url))
}

/** The loop and ours first: the others are compared with them. */
export function contenders(): ContenderPlan[] {
  return [
    {
      name: LOOP,
      version: null,
      does: 'loads, scores and counts; there are no tests and no reports.',
      args: (project) => [projectFiles('plain-loop.mjs'), project],
      folder: '.',
      missing: null,
    },
    {
      name: OURS,
      version: packageInfo.version,
      does:
        'makes a test for each example under its id, compares with the committed baseline, judges, and writes `report.json` ' +
        '(prompt, answer, scores in three modes, differences by path) and `junit.xml`.',
      args: () => [
        path.join(ROOT, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--project',
        'edgejson',
        '--reporter',
        'dot',
      ],
      folder: '.',
      missing: null,
    },
    peer({
      name: 'vitest-evals',
      does:
        'makes a test for each example under its id and writes Vitest’s JSON report with the score, the answer and the ' +
        'transcript, as its guide sets it up for CI; it has no baseline and no statistics, and failing means a score below a threshold.',
      script: 'vitest/vitest.mjs',
      args: ['run'],
    }),
    peer({
      name: 'evalite',
      does:
        'makes a test for each example, all under the name of the eval, so that `-t` and a JUnit file cannot tell them apart; ' +
        'it shows the mean score, against which a threshold can be set, and compares with the run before in its own page only. ' +
        'Results stay in memory here and are gone afterwards (its default, SQLite, needs a library that is built or ' +
        'downloaded on install); with every result it goes through all results so far.',
      script: 'evalite/dist/bin.js',
      args: [],
    }),
  ]
}

function peer(plan: {
  readonly name: string
  readonly does: string
  /** Below `node_modules` of the peers. */
  readonly script: string
  readonly args: readonly string[]
}): ContenderPlan {
  const { name, does, script, args } = plan
  const version = installedVersion(name)
  return {
    name,
    version,
    does,
    args: () => [path.join(PEERS, 'node_modules', script), ...args],
    folder: name,
    missing: version === null ? 'not installed; run: npm run bench:overhead -- --install' : null,
  }
}

function installedVersion(name: string): string | null {
  try {
    const manifest: unknown = JSON.parse(
      readFileSync(path.join(PEERS, 'node_modules', name, 'package.json'), 'utf8'),
    )
    const { version } = manifest as { version?: unknown }
    return typeof version === 'string' ? version : null
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { config, dataset } from './benchmark.ts'
import { Project } from './project.ts'
import { runEdgejson } from './vitest-process.ts'

interface Report {
  readonly cases: readonly { readonly id: string; readonly completion: { readonly text: string } | null }[]
}

/** Completions that interrupted runs have left. */
function recorded(project: Project): number {
  const folder = project.path('.edgejson')
  if (!existsSync(folder)) return 0
  const partial = readdirSync(folder).filter((name) => name.includes('.partial.'))
  const texts = partial.map((name) => readFileSync(path.join(folder, name), 'utf8'))
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '' && !line.includes('"edgejson-recording"')).length
}

const textsOf = (project: Project): unknown[] =>
  (JSON.parse(project.read('.edgejson/report.json')) as Report).cases.map(({ id, completion }) => [
    id,
    completion?.text,
  ])

/**
 * Runs a model twice: once killed after `kept` completions and then resumed, once without interruption. Fails unless the resumed
 * run reuses completions, and both have the same texts.
 *
 * @param options source text of the plugin's options, without `datasets`
 */
export async function resumesAfterKill(options: string, kept = 3, count = 10): Promise<void> {
  const files = {
    'vitest.config.ts': config(`{ datasets: ['bench.jsonl'], gate: false, maxNewTokens: 48, ${options} }`),
    'bench.jsonl': dataset(count),
  }
  const killed = new Project(files)
  await runEdgejson(killed, [], {
    onStart(child) {
      const timer = setInterval(() => {
        if (recorded(killed) < kept) return
        clearInterval(timer)
        child.kill('SIGKILL')
      }, 10)
      child.on('close', () => clearInterval(timer))
    },
  })
  const left = recorded(killed)
  expect(left).toBeGreaterThanOrEqual(kept)
  expect(left).toBeLessThan(count)
  const second = await runEdgejson(killed)
  expect(second.stdout + second.stderr).toMatch(/[1-9]\d* completions? resumed/)
  const whole = new Project(files)
  await runEdgejson(whole)
  expect(textsOf(killed)).toEqual(textsOf(whole))
  expect(textsOf(whole)).toHaveLength(count)
}

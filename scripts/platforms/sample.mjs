// Samples of the packaged test split, for runs that would take too long with all of it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chooseSample } from '../../dist.modules/plugin/gate/latency/choose-sample.js'
import { ROOT } from '../baselines/run-model.mjs'

const SPLIT = path.join(ROOT, 'fixtures/edgejson/test.jsonl')

/**
 * Writes `count` examples of the split into a dataset below `root` and returns its path from there. They are chosen as those of the
 * latency sample, so every run of the same count has the same ones, and keep the order of the split.
 */
export function writeSample(count, root = ROOT) {
  const lines = readFileSync(SPLIT, 'utf8').trimEnd().split('\n')
  const examples = lines.map((line) => {
    const { id, complexity } = JSON.parse(line)
    return { id, complexity, line }
  })
  const { sample } = chooseSample(examples, count, 0)
  const chosen = new Set(sample)
  const file = path.join('.edgejson', 'samples', `test-${sample.length}-of-${lines.length}.jsonl`)
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  const kept = examples.filter((example) => chosen.has(example)).map(({ line }) => `${line}\n`)
  writeFileSync(path.join(root, file), kept.join(''))
  return file
}

// What the published files say comes from here: package.json, the packaged dataset, the kept reports, the model's files.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { RESULTS, readRuns } from '../results/slim-report.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const DATASET = path.join(ROOT, 'fixtures/edgejson')
export const MODELS = path.join(ROOT, 'fixtures/models')
export const SPLITS = ['train', 'test']

const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))

export const PACKAGE = {
  name: manifest.name,
  version: manifest.version,
  license: manifest.license,
  homepage: manifest.homepage.replace(/#.*/, ''),
  /** Files of the released version. */
  source: `${manifest.homepage.replace(/#.*/, '')}/blob/v${manifest.version}`,
}
/** SPDX; the dataset's NOTICE and README say the same. */
export const DATASET_LICENSE = { id: 'cc-by-4.0', url: 'https://creativecommons.org/licenses/by/4.0/' }

export const sha256 = (content) => createHash('sha256').update(content).digest('hex')

/** The examples of a split; `expected` is the answer's JSON as the file writes it, `4239.0` included. */
export function readSplit(split) {
  const text = readFileSync(path.join(DATASET, `${split}.jsonl`), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { expected_output: _, ...example } = JSON.parse(line)
      const start = line.indexOf('"expected_output": ') + '"expected_output": '.length
      return { ...example, expected: line.slice(start, -1) }
    })
}

/** How many examples there are of each value, in order of appearance. */
export function countBy(examples, key) {
  const counts = new Map()
  for (const example of examples) counts.set(example[key], (counts.get(example[key]) ?? 0) + 1)
  return counts
}

/** The folder's files, paths below it. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

/** The kept reports, with their file and command. */
export function readReports() {
  return readRuns().map(({ report: file, command }) => ({
    file,
    command,
    report: JSON.parse(readFileSync(path.join(RESULTS, 'reports', file), 'utf8')),
  }))
}

/** Scores of a report that were measured, one for each metric and way of taking the JSON out of an answer. */
export function scoresOf({ totals }) {
  const scores = []
  for (const mode of ['strict', 'lenient', 'official']) {
    const rates = totals[mode]
    for (const { key, name, kind, interval, method } of METRICS) {
      if (rates[key] === null) continue
      scores.push({
        id: `${kind.id}_${mode}`,
        name: `${name} (${mode})`,
        kind: kind.name,
        mode,
        value: rates[key],
        interval: rates[interval],
        method,
        scored: totals.scored,
      })
    }
  }
  return scores
}

const METRICS = [
  {
    key: 'jsonExact',
    name: 'JSONExact',
    kind: { id: 'json_exact', name: 'accuracy' },
    interval: 'jsonExactInterval',
    method: 'Wilson',
  },
  {
    key: 'fieldF1',
    name: 'FieldF1',
    kind: { id: 'field_f1', name: 'f1' },
    interval: 'fieldF1Interval',
    method: 'bootstrap',
  },
  {
    key: 'schemaCompliance',
    name: 'schema compliance',
    kind: { id: 'schema_compliance', name: 'pass_rate' },
    interval: 'schemaComplianceInterval',
    method: 'Wilson',
  },
]

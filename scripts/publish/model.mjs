// A packaged model: its files, its card with `model-index`, and `.eval_results`.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { stringify } from 'yaml'
import { filesBelow, MODELS, PACKAGE, readReports, scoresOf, sha256 } from './facts.mjs'

/**
 * Writes FOLDER for the model of that name in fixtures/models. Its figures are those of the kept report of the same weights;
 * throws where there is none, so that no card has the figures of another model.
 */
export function writeModel(folder, { name, dataset }) {
  const from = path.join(MODELS, name)
  const weights = filesBelow(from).find((file) => file.endsWith('.onnx'))
  const hash = sha256(readFileSync(path.join(from, weights)))
  const kept = readReports().find(({ report }) => report.model.sha256 === hash)
  if (kept === undefined) {
    throw new Error(
      `docs/results has no report of the weights in fixtures/models/${name}; npm run baselines -- ${name}`,
    )
  }
  cpSync(from, folder, { recursive: true })
  writeFileSync(path.join(folder, 'README.md'), card(from, name, kept, dataset))
  mkdirSync(path.join(folder, '.eval_results'), { recursive: true })
  writeFileSync(path.join(folder, '.eval_results/edgejson.yaml'), stringify(evalResults(kept, dataset)))
}

const sourceOf = ({ file }) => ({
  name: `${PACKAGE.name} ${PACKAGE.version}`,
  url: `${PACKAGE.source}/docs/results/reports/${file}`,
})

/** The hub's metadata before the model's own README; links into the repository become addresses. */
function card(from, name, kept, dataset) {
  const { report } = kept
  const metadata = {
    license: PACKAGE.license.toLowerCase(),
    language: ['en'],
    pipeline_tag: 'text-generation',
    library_name: 'transformers.js',
    tags: ['json', 'information-extraction', 'structured-output', 'onnx'],
    datasets: [dataset],
    'model-index': [
      {
        name,
        results: [
          {
            task: { type: 'text-generation', name: 'JSON extraction' },
            dataset: { type: dataset, name: 'EdgeJSON examples', split: report.dataset.name },
            metrics: scoresOf(report).map(({ id, name, value }) => ({ type: id, name, value })),
            source: sourceOf(kept),
          },
        ],
      },
    ],
  }
  const own = readFileSync(path.join(from, 'README.md'), 'utf8')
  const absolute = own.replaceAll(/\]\((?:\.\.\/)+/g, `](${PACKAGE.source}/`)
  return `---\n${stringify(metadata)}---\n\n${absolute}`
}

/** https://huggingface.co/docs/hub/eval-results: one entry for each task of the benchmark dataset. */
function evalResults(kept, dataset) {
  const { report } = kept
  return scoresOf(report).map(({ id, value }) => ({
    dataset: { id: dataset, task_id: id },
    value,
    date: report.createdAt.slice(0, 10),
    source: sourceOf(kept),
    notes: `${report.dataset.examples} examples of the ${report.dataset.name} split, at most ${report.fingerprint.maxNewTokens} tokens, fraction of 1`,
  }))
}

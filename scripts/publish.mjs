// npm run publish:files -- OUT [--organization NAME]
//
// Writes what a release publishes besides the npm package: OUT/dataset and OUT/models/NAME (folders for the Hugging Face Hub)
// and OUT/results (Every Eval Ever). Nothing is uploaded. Every figure is of the packaged dataset or of a report in
// docs/results. SOURCE_DATE_EPOCH (seconds) sets the date of publication; the default is now. docs/releasing.md says how the files are checked.

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { writeDataset } from './publish/dataset.mjs'
import { writeRecords } from './publish/every-eval-ever.mjs'
import { MODELS, PACKAGE } from './publish/facts.mjs'
import { writeModel } from './publish/model.mjs'

const { values, positionals } = parseArgs({
  options: { organization: { type: 'string', default: PACKAGE.name } },
  allowPositionals: true,
})
const [out] = positionals
if (out === undefined || positionals.length > 1) {
  console.error('usage: npm run publish:files -- OUT [--organization NAME]')
  process.exit(2)
}

const { organization } = values
const dataset = `${organization}/edgejson`
const { SOURCE_DATE_EPOCH: epoch } = process.env
if (existsSync(out) && readdirSync(out).length > 0) {
  console.error(`error: ${out} is not empty; give a new folder`)
  process.exit(2)
}
const createdAt = epoch === undefined ? new Date() : new Date(Number(epoch) * 1000)
try {
  writeDataset(path.join(out, 'dataset'), {
    repository: dataset,
    date: createdAt.toISOString().slice(0, 10),
  })
  for (const name of readdirSync(MODELS)) writeModel(path.join(out, 'models', name), { name, dataset })
  writeRecords(path.join(out, 'results'), { organization, createdAt })
} catch (error) {
  console.error(`error: ${error.message}`)
  process.exit(2)
}

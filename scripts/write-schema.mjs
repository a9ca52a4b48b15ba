// Writes docs/schema/*.schema.json from the schemas that records are checked against: after `npm run build`, when a record
// gained a field. `npm run format` gives them their form.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runReportSchema } from '../dist.modules/plugin/records/run-report.js'
import { switchesSchema } from '../dist.modules/plugin/records/switches.js'

const folder = new URL('../docs/schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, schema] of [
  ['run-report', runReportSchema()],
  ['switches', switchesSchema()],
]) {
  const file = fileURLToPath(new URL(`${name}.v1.schema.json`, folder))
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
}

// Writes docs/schema/run-report.v1.schema.json from the schema that reports are checked against: after `npm run build`, when the
// report gained a field. `npm run format` gives it its form.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runReportSchema } from '../dist.modules/plugin/records/run-report.js'

const file = fileURLToPath(new URL('../docs/schema/run-report.v1.schema.json', import.meta.url))
mkdirSync(new URL('.', `file://${file}`), { recursive: true })
writeFileSync(file, `${JSON.stringify(runReportSchema(), null, 2)}\n`)

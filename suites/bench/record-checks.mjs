// How long it takes to check a parsed report of 100,000 cases: the checks written by hand in plugin/records/check*.ts, ajv on
// the same schema, and the share of reading (JSON.parse) for comparison.
//   node suites/bench/record-checks.mjs [CASES]
// The bench is TypeScript; Vite, which the tests bring, runs it without a build.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./record-checks/main.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

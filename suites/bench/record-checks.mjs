// How long it takes to check a parsed report of 100,000 cases against its schema, and JSON.parse for comparison.
//   node suites/bench/record-checks.mjs [CASES]
// The bench is TypeScript; Vite, which the tests bring, runs it without a build.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./record-checks/main.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

// What scoring 100,000 lines costs with scoring rules, as a ratio to the plain modes, in interleaved rounds.
//   node suites/bench/scoring-rules.mjs [LINES]
// The bench is TypeScript; Vite, which the tests bring, runs it without a build.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./scoring-rules/main.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

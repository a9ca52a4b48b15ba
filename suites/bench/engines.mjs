// How fast our engine answers, against other engines on the same weights: docs/explanation/benchmarks.md says what is measured.
//   npm run bench:engines -- --help
// The bench is TypeScript; Vite, which the tests bring, runs it without a build. Our engine it takes from dist.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./engines/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

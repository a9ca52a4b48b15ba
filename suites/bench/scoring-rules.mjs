// What scoring costs with rules: docs/explanation/benchmarks.md.
//   npm run bench:scoring-rules -- --help
// The bench is TypeScript; Vite, which the tests bring, runs it without a build.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./scoring-rules/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

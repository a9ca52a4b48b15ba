// The default run of this checkout and of another one in turns: docs/explanation/benchmarks.md.
//   npm run bench:default-run -- --help
// The bench is TypeScript; Vite, which the tests bring, runs it without a build.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./default-run/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

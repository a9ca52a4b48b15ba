// What a generated test costs over the plain scoring loop, and what it costs with vitest-evals and evalite: N replayed
// examples through each of them; docs/explanation/benchmarks.md says what is measured. Run after `npm run build`:
//   npm run bench:overhead -- --help
// The bench is TypeScript; Vite, which the tests bring, runs it without a build. What is measured comes from dist.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./overhead/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

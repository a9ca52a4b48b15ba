// What one option of our engine costs or saves: the same requests with and without it in turns.
//   npm run bench:pairs -- --help
// The bench is TypeScript; Vite, which the tests bring, runs it without a build. Our engine it takes from dist.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./pairs/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

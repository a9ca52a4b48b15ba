// The default run (packaged model, packaged test split), this checkout and another one in turns. Both need `npm run build`:
//   node suites/bench/default-run.mjs --other FOLDER [--rounds 6] [--limit-seconds 300]
// The results are saved in .bench/default-run.json.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./default-run/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

// Replayed examples in shards, then the merge: wall time and peak memory of each. Run after `npm run build`:
//   node suites/bench/shards.mjs [--examples 100000] [--shards 10] [--limit-seconds 900]
// The results are saved in .bench/shards.json.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./shards/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

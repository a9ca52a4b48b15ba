// Replayed short lines in shards, their merge without and with a baseline, and commands that read its report: CPU time and peak memory of each. Run after `npm run build`:
//   node suites/bench/shards.mjs [--examples 1000000] [--shards 10] [--run 10] [--limit-seconds 3600]
// --run 2 runs two of the shards; the files of the others have the cases of one of these, under other ids and lines.
// The results are saved in .bench/shards.json.
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

await runnerImport(fileURLToPath(new URL('./shards/run.ts', import.meta.url)), {
  configFile: false,
  logLevel: 'error',
})

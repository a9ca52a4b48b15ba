import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'

export default defineConfig({
  plugins: [
    edgejson({
      // The model of the baseline. EDGEJSON_MODEL names the candidate.
      model: 'replay:recordings/q8.jsonl',
      datasets: 'evals/records.jsonl',
      maxNewTokens: 192,
      gate: { failOn: ['fieldF1', 'slices'] },
      thresholds: { jsonExact: 0.9 },
    }),
  ],
})

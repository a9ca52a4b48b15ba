import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'

export default defineConfig({
  plugins: [
    edgejson({
      datasets: 'evals/tickets.jsonl',
      schemas: 'evals/schemas',
      // Which key of a line holds what.
      fields: { id: 'ticket', prompt: 'text', expected: 'gold', schema: 'schema', source: 'channel' },
      maxNewTokens: 128,
      thresholds: { fieldF1: 0.5 },
    }),
  ],
})

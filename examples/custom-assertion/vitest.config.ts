import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'

export default defineConfig({
  plugins: [
    edgejson({
      model: 'replay:evals/completions.jsonl',
      datasets: 'evals/records.jsonl',
      assertion: './evals/assertion.ts',
    }),
  ],
  test: {
    projects: [{ test: { name: 'unit', include: ['tests/*.test.ts'] } }],
  },
})

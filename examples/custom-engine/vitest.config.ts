import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'

export default defineConfig({
  plugins: [
    edgejson({
      model: './engine.mjs',
      datasets: 'evals/orders.jsonl',
      concurrency: 4,
    }),
  ],
})

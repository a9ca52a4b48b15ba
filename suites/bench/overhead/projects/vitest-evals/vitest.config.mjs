import { defineConfig } from 'vitest/config'

// The reporters are those of its guide: its own for the terminal, and Vitest's JSON as the report that its tools read.
export default defineConfig({
  test: {
    include: ['bench.eval.mjs'],
    reporters: ['vitest-evals/reporter', 'json'],
    outputFile: { json: 'results.json' },
    // What scores is loaded as Node loads a package, not rewritten by Vite.
    server: { deps: { external: [/[\\/]suites[\\/]bench[\\/]|[\\/]dist[\\/]/] } },
  },
})

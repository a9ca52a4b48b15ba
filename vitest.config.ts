import { defineConfig, type ViteUserConfig } from 'vitest/config'
// The built package, as its users have it: `npm ci` builds it.
import edgejson from 'vitest-edgejson'

const config: ViteUserConfig = defineConfig({
  plugins: [
    // The nano model inside the package on the packaged test split: offline, in seconds.
    edgejson({ model: 'builtin', datasets: 'fixtures/edgejson/test.jsonl' }),
  ],
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{plugin,reporters,cli,suites/bench,suites/golden,suites/package}/**/*.test.ts'],
          pool: 'threads',
          // The files that a worker runs share what it has loaded. Module state that outlives a test is then a fault that shows.
          isolate: false,
          // Vitest's own choice on two cores is one worker.
          maxWorkers: 2,
          // Properties try hundreds of inputs, and small machines are slow.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['suites/e2e/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

export default config

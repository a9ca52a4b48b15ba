import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{plugin,reporters,cli,suites/package}/**/*.test.ts'],
          pool: 'threads',
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['suites/e2e/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})

import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * Tests of the HTML report and of the browser engine in a real Chromium (`EDGEJSON_CHROMIUM`, or the one of the system): `npm run
 * test:browser`. The engine is that of the built package.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    name: 'browser',
    include: ['suites/browser/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

export default config

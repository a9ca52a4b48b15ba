import { defineConfig, type ViteUserConfig } from 'vitest/config'

/** Tests of the HTML report in a real Chromium (`EDGEJSON_CHROMIUM`, or the one of the system): `npm run test:browser`. */
const config: ViteUserConfig = defineConfig({
  test: {
    name: 'browser',
    include: ['suites/browser/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})

export default config

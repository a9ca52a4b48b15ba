import { defineConfig, type ViteUserConfig } from 'vitest/config'

/**
 * Tests of the GGUF engine with real weights, on the built package: `EDGEJSON_GGUF=FILE npm run test:gguf`. They need the optional
 * peer node-llama-cpp.
 */
const config: ViteUserConfig = defineConfig({
  test: {
    name: 'gguf',
    include: ['suites/gguf/**/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})

export default config

import { defineConfig, type ViteUserConfig } from 'vitest/config'
import edgejson, { type EdgejsonOptions } from 'vitest-edgejson'

/** One baseline on the packaged test split, ungated. `scripts/baselines.mjs` passes the options. */
const options: EdgejsonOptions = JSON.parse(process.env.BASELINE ?? '{}')

const config: ViteUserConfig = defineConfig({
  plugins: [edgejson({ ...options, datasets: 'fixtures/edgejson/test.jsonl', gate: false })],
})

export default config

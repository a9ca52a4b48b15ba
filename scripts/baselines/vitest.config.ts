import { defineConfig, type ViteUserConfig } from 'vitest/config'
import edgejson, { type EdgejsonOptions } from 'vitest-edgejson'

/** One model, ungated, on the packaged test split unless the options name a sample of it. `run-model.mjs` passes the options. */
const options: EdgejsonOptions = JSON.parse(process.env.BASELINE ?? '{}')

const config: ViteUserConfig = defineConfig({
  plugins: [edgejson({ datasets: 'fixtures/edgejson/test.jsonl', ...options, gate: false })],
})

export default config

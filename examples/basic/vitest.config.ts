import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'

export default defineConfig({
  // No options: the packaged model on the packaged test split of EdgeJSON.
  plugins: [edgejson()],
})

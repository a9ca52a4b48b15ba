// Writes reporters/render/html/client/format.js, the formatters of plugin/core/format.ts for the script of the HTML
// page: after `npm run build`, when that file has changed. A test compares the two.
import { readFileSync, writeFileSync } from 'node:fs'

const read = (file) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const built = read('dist.modules/plugin/core/format.js')
  .replace(/^\/\*\*[\s\S]*?\*\/\n/gm, '')
  .replace(/^\s*\/\/.*\n/gm, '')
const header = '// Generated from plugin/core/format.ts by scripts/write-client-format.mjs: edit that file.\n'
writeFileSync(new URL('../reporters/render/html/client/format.js', import.meta.url), header + built)

// The JavaScript of the package: its entries, and chunks of what several of them share.
import { copyFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { rolldown } from 'rolldown'

/** Files that the code names instead of importing them (`codeFile` in plugin/core/package-info.ts), and what tests start. */
const NAMED = [
  'plugin/engines/browser/model-process',
  'plugin/engines/gguf/gguf-process',
  'plugin/engines/onnx/process/model-process',
  'plugin/engines/transformers-js/model-process',
  'plugin/engines/watchdog/watch-process',
  'plugin/engines/watchdog/watchdog-thread',
  'plugin/runtime/index',
  'reporters/vitest/edgejson-reporter',
]

/**
 * TypeBox is 370 modules, of which records use a dozen functions. Other packages stay imports: users may replace them, and most are
 * loaded only where they are needed.
 */
const BUNDLED = 'typebox'

/** What is bundled besides our own code: the helpers are the bundler's own. */
const INSIDE = new RegExp(`^(?:${BUNDLED}|@oxc-project/runtime)(?:/|$)`)

/** Bundles compiled modules from one folder to another. */
export async function bundle(modules, target, manifest) {
  const exported = Object.values(manifest.exports).flatMap(({ default: file }) => file ?? [])
  const entries = [...exported, ...Object.values(manifest.bin)]
    .map((file) => path.posix.relative('dist', file).replace(/\.js$/, ''))
    .concat(NAMED)
  const build = await rolldown({
    input: Object.fromEntries(entries.map((name) => [name, path.join(modules, `${name}.js`)])),
    cwd: modules,
    platform: 'node',
    external: (id) => /^[@\w]/.test(id) && !INSIDE.test(id) && !path.isAbsolute(id),
    // package.json names the files of dist/, not these.
    treeshake: { moduleSideEffects: (id) => !id.includes(`node_modules${path.sep}${BUNDLED}`) },
  })
  await build.write({
    dir: target,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    minifyInternalExports: false,
  })
  await build.close()
  await bundlePage(modules, target)
  const license = createRequire(import.meta.url)
    .resolve(BUNDLED)
    .replace(/build[\\/].*/, 'license')
  copyFileSync(license, path.join(target, 'chunks', `${BUNDLED}-license.txt`))
}

/** The folder of the code that runs in a page of a browser. */
const PAGE = 'plugin/engines/browser/page'

/** Packages that the code of a page contains: a page cannot resolve their names. */
const IN_PAGE = ['@huggingface/jinja', '@huggingface/tokenizers']

/** The grammar library without the built-ins that it takes where it runs in Node. */
function withoutNode(code, id) {
  if (!id.includes('web-xgrammar')) return null
  return code.replaceAll("import('module')", 'Promise.reject()').replaceAll('require(', '(void 0)(')
}

/** Bundles the code that runs in a page: the page itself and its worker, with everything that they import. */
async function bundlePage(modules, target) {
  const build = await rolldown({
    input: Object.fromEntries(
      ['page', 'worker'].map((name) => [name, path.join(modules, PAGE, `${name}.js`)]),
    ),
    platform: 'browser',
    // Shared code may import a built-in of Node for a function that the page does not use.
    external: /^node:/,
    plugins: [{ name: 'grammar-library', transform: withoutNode }],
    treeshake: { moduleSideEffects: (id) => !id.startsWith('node:') },
  })
  const { output } = await build.write({
    dir: path.join(target, PAGE),
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    minify: true,
  })
  await build.close()
  for (const { fileName, code = '' } of output) {
    const outside = /\b(?:from|import)\s*\(?["'`]([^."'`][^"'`]*)["'`]/.exec(code)
    if (outside !== null)
      throw new Error(`${PAGE}/${fileName} imports ${outside[1]}, which a page cannot load`)
  }
  for (const name of IN_PAGE) {
    const file = createRequire(import.meta.url).resolve(name)
    const folder = file.slice(0, file.lastIndexOf(path.normalize(name)) + name.length)
    copyFileSync(path.join(folder, 'LICENSE'), path.join(target, PAGE, `${path.basename(name)}-license.txt`))
  }
}

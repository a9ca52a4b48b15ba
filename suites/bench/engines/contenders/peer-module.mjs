// Packages that only the bench needs, from suites/bench/peers/node_modules.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const peers = fileURLToPath(new URL('../../peers', import.meta.url))

export const peerFile = (file) => path.join(peers, 'node_modules', file)

/** The entry for Node of a package's `exports`. */
const ENTRIES = {
  '@huggingface/transformers': '@huggingface/transformers/dist/transformers.node.mjs',
  'node-llama-cpp': 'node-llama-cpp/dist/index.js',
}

export async function peerModule(name) {
  const file = peerFile(ENTRIES[name])
  if (!existsSync(file)) throw new Error(`${name} is not installed; run: npm run bench:engines -- --install`)
  return await import(pathToFileURL(file).href)
}

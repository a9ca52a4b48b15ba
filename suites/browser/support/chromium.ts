import { existsSync } from 'node:fs'

/** Debian's Chromium unless EDGEJSON_CHROMIUM names another; nothing is downloaded. */
export const CHROMIUM: string = process.env.EDGEJSON_CHROMIUM ?? '/usr/bin/chromium'

/** Why tests of the browser engine cannot run here; null where they can. `library`: the package of its back end. */
export async function lacksOfEngine(library = '@huggingface/transformers'): Promise<string | null> {
  if (!existsSync(CHROMIUM)) return `no Chromium at ${CHROMIUM}`
  for (const name of ['playwright-core', library]) {
    const isInstalled = await import(name).then(
      () => true,
      () => false,
    )
    if (!isInstalled) return `${name} is not installed`
  }
  return null
}

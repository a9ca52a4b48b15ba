import { homedir } from 'node:os'
import path from 'node:path'

/**
 * Folder of downloads: the option, `EDGEJSON_CACHE`, or `vitest-edgejson` in the user's cache folder
 * (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches`; `%LOCALAPPDATA%`).
 */
export function cacheFolder(
  option: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = option || env.EDGEJSON_CACHE?.trim()
  if (own) return path.resolve(own)
  return path.join(userCache(env, platform), 'vitest-edgejson')
}

function userCache(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local')
  return env.XDG_CACHE_HOME || path.join(homedir(), '.cache')
}

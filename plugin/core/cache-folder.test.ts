import { homedir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { cacheFolder } from './cache-folder.ts'

test.each<[string, string | undefined, Record<string, string>, NodeJS.Platform, string]>([
  ['the option', '/mine', { EDGEJSON_CACHE: '/env' }, 'linux', path.resolve('/mine')],
  ['the variable', undefined, { EDGEJSON_CACHE: '/env' }, 'linux', path.resolve('/env')],
  [
    'a blank variable',
    undefined,
    { EDGEJSON_CACHE: ' ', XDG_CACHE_HOME: '/xdg' },
    'linux',
    path.join('/xdg', 'vitest-edgejson'),
  ],
  ['XDG', undefined, { XDG_CACHE_HOME: '/xdg' }, 'linux', path.join('/xdg', 'vitest-edgejson')],
  ['Linux', undefined, {}, 'linux', path.join(homedir(), '.cache', 'vitest-edgejson')],
  ['macOS', undefined, {}, 'darwin', path.join(homedir(), 'Library', 'Caches', 'vitest-edgejson')],
  ['Windows', undefined, { LOCALAPPDATA: '/app' }, 'win32', path.join('/app', 'vitest-edgejson')],
])('%s', (_, option, env, platform, folder) => {
  expect(cacheFolder(option, env, platform)).toBe(folder)
})

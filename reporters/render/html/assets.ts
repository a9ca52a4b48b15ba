import { readFileSync } from 'node:fs'
import path from 'node:path'
import { packageInfo } from '../../../plugin/core/package-info.ts'

const CLIENT = path.join(packageInfo.code, 'reporters/render/html/client')

/** In the order of the page: a file comes after the files that it imports. */
export const SCRIPTS: readonly string[] = [
  'visible-text',
  'format',
  'dom',
  'json-layout',
  'case-data',
  'search',
  'case-query',
  'case-order',
  'address',
  'labels',
  'case-detail',
  'case-table',
  'pager',
  'filter-form',
  'compared-runs',
  'filter-choices',
  'scrollers',
  'search-highlight',
  'case-list',
  'theme',
  'printing',
  'main',
]
export const STYLES: readonly string[] = ['page', 'figures', 'tables', 'charts', 'examples', 'print']

export interface Assets {
  readonly script: string
  readonly style: string
}

let loaded: Assets | undefined

/** Script and style of the page, from the files in client/. */
export function assets(): Assets {
  loaded ??= {
    script: linkModules(SCRIPTS.map((name) => readAsset(`${name}.js`))),
    style: checked(STYLES.map((name) => readAsset(`${name}.css`)).join('')),
  }
  return loaded
}

/** With LF line ends: an HTML parser converts CR LF to LF, and the hash in the content security policy must match. */
function readAsset(name: string): string {
  return readFileSync(path.join(CLIENT, name), 'utf8').replaceAll('\r\n', '\n')
}

/**
 * Joins modules into one script. Imports between them are removed, because all names are then in one scope. A page
 * without network access cannot load modules, and a bundler would be too heavy for files that import only each other.
 */
export function linkModules(sources: readonly string[]): string {
  return checked(
    sources
      .map((source) =>
        source.replace(/^import\s[^'"]*from '\.\/[\w-]+\.js'\n/gm, '').replace(/^export /gm, ''),
      )
      .join('\n'),
  )
}

/** The text must not contain the end tag of its element. */
function checked(text: string): string {
  const end = /<\/(?:script|style)|<!--/i.exec(text)
  if (end !== null) throw new Error(`[vitest-edgejson] "${end[0]}" is not allowed in a file of the page`)
  return text
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { condensed, quoted } from '../core/printable.ts'

/**
 * SHA-256, hex, of a module that an option names. What it imports is not part of it. A byte order mark and CRLF, which a checkout
 * may add, change nothing: JavaScript reads them as it reads the file without them.
 *
 * @param what the module for messages, e.g. `comparator`
 * @param rule what its path must be, a sentence for messages
 * @throws {EdgejsonError} `BAD_OPTION` for a file that cannot be read
 */
export function moduleHash(what: string, module: string, root: string, rule: string): string {
  try {
    const text = readFileSync(path.resolve(root, module), 'utf8')
      .replace(/^\ufeff/, '')
      .replaceAll('\r\n', '\n')
    return createHash('sha256').update(text, 'utf8').digest('hex')
  } catch (error) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `the ${what} ${quoted(module)} cannot be read: ${condensed(errorMessage(error))}. ${rule}`,
      { cause: error },
    )
  }
}

import { createHash } from 'node:crypto'
import { broken } from './lines.ts'

/** The last member of a header: SHA-256 of the header without it and of the lines. */
const SEAL = /,"linesSha256":"([0-9a-f]{64})"\}$/

function hashOf(header: string, lines: readonly string[]): string {
  return createHash('sha256')
    .update([header, ...lines].join('\n'), 'utf8')
    .digest('hex')
}

/**
 * The text of a file of a header and lines, LF at every end. The header carries a hash of the rest, so that a merge of
 * two such files, or an edit by hand, is noticed.
 * @param header JSON text of an object that is not empty
 */
export function sealed(header: string, lines: readonly string[]): string {
  const seal = `,"linesSha256":"${hashOf(header, lines)}"}`
  return `${[header.slice(0, -1) + seal, ...lines].join('\n')}\n`
}

/** @throws EdgejsonError BAD_BASELINE when the file is not as it was written. */
export function checkSeal(header: string, lines: readonly string[], file: string): void {
  const expected = SEAL.exec(header)?.[1]
  if (expected === undefined) {
    throw broken(file, 1, 'the header does not end with "linesSha256", the hash of the file’s lines')
  }
  if (hashOf(header.replace(SEAL, '}'), lines) !== expected) {
    throw broken(
      file,
      1,
      'the lines are not those that were written with this header ("linesSha256" differs): the file was edited, cut, ' +
        'or merged from two runs',
      'A baseline cannot be merged or edited by hand: take either side whole (git checkout --ours or --theirs), or ' +
        'restore the file from version control; then run, and accept with -u what is meant.',
    )
  }
}

import { open, stat } from 'node:fs/promises'
import { EdgejsonError } from '../../core/errors.ts'

/** Magic, version, and the numbers of tensors and of metadata. */
const HEADER_BYTES = 24
const MAGIC = 0x4655_4747
/** Bytes of the shortest entry: name, type, value. */
const SHORTEST_ENTRY = 12n

/**
 * Checks the header of a GGUF file. The reader of node-llama-cpp trusts its numbers and would try for ever to read entries that
 * the file does not have.
 *
 * @throws EdgejsonError `BAD_MODEL`
 */
export async function checkHeader(file: string): Promise<void> {
  const { size } = await stat(file)
  const header = Buffer.alloc(HEADER_BYTES)
  const handle = await open(file)
  try {
    await handle.read(header, 0, HEADER_BYTES, 0)
  } finally {
    await handle.close()
  }
  const entries = header.readBigUInt64LE(8) + header.readBigUInt64LE(16)
  const fault =
    header.readUInt32LE(0) !== MAGIC
      ? 'it does not begin with GGUF'
      : entries * SHORTEST_ENTRY > BigInt(size)
        ? `its header counts ${entries} entries, which ${size} bytes cannot hold`
        : null
  if (fault === null) return
  throw new EdgejsonError(
    'BAD_MODEL',
    `${file} is not a GGUF file: ${fault}. Download or convert it again; a Git LFS pointer is a text of three lines.`,
  )
}

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { checkHeader } from './check-header.ts'

const folder = temporaryFolder()
function written(content: string | Buffer): string {
  const file = path.join(folder, 'model.gguf')
  writeFileSync(file, content)
  return file
}
function header(tensors: bigint, metadata: bigint, rest: number): Buffer {
  const bytes = Buffer.alloc(24 + rest)
  bytes.write('GGUF')
  bytes.writeUInt32LE(3, 4)
  bytes.writeBigUInt64LE(tensors, 8)
  bytes.writeBigUInt64LE(metadata, 16)
  return bytes
}

test.each([
  ['', /not a GGUF file: it does not begin with GGUF/],
  ['version https://git-lfs.github.com/spec/v1', /does not begin with GGUF/],
  ['GGUF, but not really', /counts \d+ entries, which 20 bytes cannot hold/],
])('%j is refused', async (content, message) => {
  const refusal = checkHeader(written(content))
  await expect(refusal).rejects.toMatchObject({ code: 'BAD_MODEL' })
  await expect(refusal).rejects.toThrow(message)
})

test('a header is accepted exactly if the file can hold its entries', async () => {
  const counts = fc.bigInt(0n, 2n ** 64n - 1n)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(counts, fc.bigInt(0n, 40n)),
      fc.bigInt(0n, 40n),
      fc.nat(1000),
      async (a, b, rest) => {
        const isPossible = (a + b) * 12n <= BigInt(24 + rest)
        const outcome = await checkHeader(written(header(a, b, rest))).then(
          () => true,
          () => false,
        )
        expect(outcome).toBe(isPossible)
      },
    ),
    { numRuns: 60 },
  )
})

import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'
import { condensed } from '../../core/printable.ts'
import type { Transport } from '../http/transport/transport.ts'
import type { HubFile } from './hub-listing.ts'

/** Largest file whose size the hub does not list, in bytes. */
const UNLISTED_BYTES = 64 * 1024 * 1024

export interface Download {
  readonly transport: Transport
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Where the file belongs. */
  readonly target: string
  /** Its entry in the listing of the hub. */
  readonly file: HubFile
}

/**
 * Downloads one file next to its final path and moves it there when it is complete and verified: the listed
 * size, the listed SHA-256 or git hash. Stops as soon as more bytes arrive than are listed.
 *
 * @throws EdgejsonError `BAD_MODEL`; the partial file is then removed
 */
export async function download({ transport, url, headers, target, file }: Download): Promise<void> {
  const failed = (why: string): EdgejsonError =>
    new EdgejsonError('BAD_MODEL', `cannot fetch ${url}: ${why}. Try again; what is whole already is kept.`)
  await mkdir(path.dirname(target), { recursive: true })
  await removeAbandoned(target)
  const temporary = `${target}.${process.pid}.${Date.now()}.part`
  try {
    const signal = new AbortController().signal
    const response = await transport.open({ method: 'GET', url, headers, signal })
    if (response.status !== 200) {
      response.discard()
      throw failed(`HTTP ${response.status}`)
    }
    const most = file.size ?? UNLISTED_BYTES
    const sha256 = createHash('sha256')
    const handle = await open(temporary, 'w')
    let size = 0
    try {
      for await (const chunk of response.chunks) {
        size += chunk.length
        if (size > most) {
          response.discard()
          const listed = file.size === null ? `no size, at most ${UNLISTED_BYTES} are taken` : `${file.size}`
          throw failed(`it has more than ${most} bytes, the hub lists ${listed}`)
        }
        sha256.update(chunk)
        await handle.writeFile(chunk)
      }
    } finally {
      await handle.close()
    }
    if (file.size !== null && size !== file.size) {
      throw failed(`it has ${size} bytes, the hub lists ${file.size}`)
    }
    const hash = sha256.digest('hex')
    if (file.sha256 !== null && hash !== file.sha256) {
      throw failed(`its SHA-256 is ${hash}, the hub lists ${file.sha256}`)
    }
    if (file.gitSha1 !== null) {
      const git = await gitSha1(temporary, size)
      if (git !== file.gitSha1) throw failed(`its git hash is ${git}, the hub lists ${file.gitSha1}`)
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error instanceof EdgejsonError ? error : failed(condensed(errorMessage(error)))
  }
}

/** The git hash of a file: SHA-1 of its length and content. */
async function gitSha1(file: string, size: number): Promise<string> {
  const hash = createHash('sha1').update(`blob ${size}\0`)
  const handle = await open(file)
  try {
    for await (const chunk of handle.createReadStream()) hash.update(chunk)
  } finally {
    await handle.close()
  }
  return hash.digest('hex')
}

/** Removes partial files of downloads whose process has ended. */
async function removeAbandoned(target: string): Promise<void> {
  const folder = path.dirname(target)
  for (const name of await readdir(folder)) {
    const pid = /\.(\d+)\.\d+\.part$/.exec(name)?.[1]
    if (pid !== undefined && name.startsWith(path.basename(target)) && !isRunning(Number(pid))) {
      await rm(path.join(folder, name), { force: true })
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // A process of another user exists too.
    return errorCode(error) === 'EPERM'
  }
}

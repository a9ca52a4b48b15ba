import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage, isMissing } from '../../core/errors.ts'

/** Partial files that this process writes now. */
const OPEN = new Set<string>()
let count = 0

/** The names of a recording's partial files, which no other process uses: two runs never write into one file. */
export interface PartialNames {
  /** While its run goes on; the name tells which process writes it. */
  readonly own: string
  /** After a run that ended without being complete: no process writes it. */
  readonly left: string
}

/** New names for the partial file of `finalFile`, and a mark that this process writes it. */
export function openPartial(finalFile: string): PartialNames {
  const stem = stemOf(finalFile)
  const mark = `${process.pid}-${Date.now().toString(36)}${++count}`
  const own = `${stem}${HOST}-${mark}.jsonl`
  OPEN.add(own)
  return { own, left: `${stem}left-${mark}.jsonl` }
}

/** This process no longer writes the file. */
export function releasePartial(own: string): void {
  OPEN.delete(own)
}

/** A partial file that no process of this host writes. */
export interface LeftFile {
  readonly file: string
  /** True when no run can be writing it; a run on another host, in a container for example, cannot be seen. */
  readonly abandoned: boolean
}

export interface FoundPartials {
  /** Those that were written last before the others. */
  readonly left: readonly LeftFile[]
  /** Processes that record for the same final file now. */
  readonly writers: readonly number[]
}

/** The partial files of `finalFile`. */
export async function findPartials(finalFile: string): Promise<FoundPartials> {
  const folder = path.dirname(finalFile)
  const stem = path.basename(stemOf(finalFile))
  const left: (LeftFile & { written: number })[] = []
  const writers = new Set<number>()
  for (const name of await list(folder)) {
    const match = name.startsWith(stem) ? NAME.exec(name.slice(stem.length)) : null
    if (match === null) continue
    const file = path.join(folder, name)
    const written = await writtenAt(file)
    if (written === null) continue
    const pid = Number(match[2])
    if (match[1] === HOST && isWriting(file, pid, written)) {
      writers.add(pid)
      continue
    }
    const abandoned = match[1] === 'left' || match[1] === HOST || Date.now() - written > SILENCE_MS
    left.push({ file, abandoned, written })
  }
  left.sort((a, b) => b.written - a.written || (a.file < b.file ? -1 : 1))
  return { left: left.map(({ file, abandoned }) => ({ file, abandoned })), writers: [...writers] }
}

/** How long a run on another host may take for a completion. */
const SILENCE_MS = 15 * 60_000
const HOST = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8)
const NAME = /^(left|[0-9a-f]{8})-(\d+)-\w+\.jsonl$/

function stemOf(finalFile: string): string {
  return `${finalFile.replace(/\.jsonl$/, '')}.partial.`
}

function isWriting(file: string, pid: number, written: number): boolean {
  if (pid === process.pid) return OPEN.has(file)
  // Numbers of processes begin again when the system starts.
  if (written < Date.now() - os.uptime() * 1000) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
  return !isZombie(pid)
}

/** A process that has ended and whose parent does not collect it still has its number, as in a container without init. */
function isZombie(pid: number): boolean {
  let status: string
  try {
    status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // Only Linux has the file; elsewhere the number alone must do.
    return false
  }
  // The state follows the name of the program, which stands in parentheses and may hold some.
  return /^[ZX]/.test(status.slice(status.lastIndexOf(')') + 2))
}

async function writtenAt(file: string): Promise<number | null> {
  try {
    return (await stat(file)).mtimeMs
  } catch (error) {
    if (isMissing(error)) return null
    throw new EdgejsonError('IO', `cannot look at ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw new EdgejsonError('IO', `cannot list ${folder}: ${errorMessage(error)}`, { cause: error })
  }
}

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { EdgejsonError, errorCode, errorMessage, isMissing } from '../../core/errors.ts'

/** Partial files that this process is writing. */
const OPEN = new Set<string>()
let count = 0

/**
 * Names of a recording's partial files. They are unique to this process, so two runs never write the same
 * file.
 */
export interface PartialNames {
  /** During the run; the name contains the id of the writing process. */
  readonly own: string
  /** After a run that ended without being complete: no process writes it. */
  readonly left: string
}

/** New names for the partial file of `finalFile`. The file is registered as written by this process. */
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
  /** True if no run can be writing it. A run on another host, for example in a container, is not visible. */
  readonly abandoned: boolean
}

export interface FoundPartials {
  /** Sorted by the time of the last write, latest first. */
  readonly left: readonly LeftFile[]
  /** Ids of processes that are recording for the same final file. */
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

/** How long a run on another host may take for one completion. */
const SILENCE_MS = 15 * 60_000
const HOST = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8)
const NAME = /^(left|[0-9a-f]{8})-(\d+)-\w+\.jsonl$/

function stemOf(finalFile: string): string {
  return `${finalFile.replace(/\.jsonl$/, '')}.partial.`
}

function isWriting(file: string, pid: number, written: number): boolean {
  if (pid === process.pid) return OPEN.has(file)
  // Process ids start again when the system starts.
  if (written < Date.now() - os.uptime() * 1000) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
  return !isZombie(pid)
}

/**
 * A process that has ended but is not collected by its parent keeps its id, as in a container without init.
 */
function isZombie(pid: number): boolean {
  let status: string
  try {
    status = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    // Only Linux has the file; on other systems the id alone decides.
    return false
  }
  // The state follows the program name, which is in parentheses and may contain some.
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

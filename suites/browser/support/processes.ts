import { readdirSync, readFileSync } from 'node:fs'

/** A process of Linux. */
export interface SystemProcess {
  readonly pid: number
  readonly parent: number
  /** Its arguments, separated by spaces. */
  readonly command: string
}

/** All processes below one, itself left out. */
export function descendantsOf(root: number): SystemProcess[] {
  const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? describe(Number(name)) : []))
  const found: SystemProcess[] = []
  for (let parents = [root]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent))
    found.push(...children)
    parents = children.map(({ pid }) => pid)
  }
  return found
}

/** Resolves once none of the processes exists; rejects with those that are left after a while. */
export async function allGone(processes: readonly SystemProcess[]): Promise<void> {
  const isLeft = ({ pid, command }: SystemProcess): boolean => describe(pid)[0]?.command === command
  for (let round = 0; processes.some(isLeft); round++) {
    if (round === 300)
      throw new Error(
        `left: ${processes
          .filter(isLeft)
          .map(({ command }) => command)
          .join('\n')}`,
      )
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** Nothing for a process that has ended, or has ended and is not collected yet. */
function describe(pid: number): SystemProcess[] {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return [{ pid, parent: Number(parent), command }]
  } catch {
    return []
  }
}

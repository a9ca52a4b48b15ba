import os from 'node:os'

/** Name of this machine's processor. */
export function cpuModel(): string {
  return os.cpus()[0]?.model.trim() || `unknown ${os.arch()} CPU`
}

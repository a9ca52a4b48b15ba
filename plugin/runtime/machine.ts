import os from 'node:os'
import { cpuModel } from '../core/cpu.ts'
import type { Machine } from '../records/run-report.ts'

/** The machine that this process runs on; `label` is the user's name for it, or CPU and platform. */
export function describeMachine(label: string | null): Machine {
  const cpu = cpuModel()
  return {
    label: label ?? `${cpu}, ${os.platform()}-${os.arch()}`,
    cpu,
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    platform: os.platform(),
    arch: os.arch(),
    node: process.version,
  }
}

import { readFileSync } from 'node:fs'
import os from 'node:os'

/** Name of this machine's processor. */
export function cpuModel(): string {
  const model = os.cpus()[0]?.model.trim()
  return (model === 'unknown' ? '' : model) || boardModel() || `unknown ${os.arch()} CPU`
}

/** `Raspberry Pi 5 Model B Rev 1.0`: Linux on Arm boards may know the board and not the processor. Empty where it knows neither. */
function boardModel(): string {
  try {
    return readFileSync('/proc/device-tree/model', 'utf8').replaceAll('\0', '').trim()
  } catch {
    return ''
  }
}

/** `os.arch()` and what Linux calls it. 32-bit programs run on 64-bit systems without an emulator. */
const KERNEL_NAMES: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' }

/**
 * The architecture of the system's kernel where this process is compiled for another one, such as Node for arm64 in qemu on
 * x86_64: its times say nothing about a real machine. Null where it is not emulated, or where the system does not say.
 *
 * @param file what Linux 6.1 and later say; another one in tests
 */
export function emulatedOn(arch: string = os.arch(), file = '/proc/sys/kernel/arch'): string | null {
  try {
    const kernel = readFileSync(file, 'utf8').trim()
    const own = KERNEL_NAMES[arch]
    return own === undefined || own === kernel || !Object.values(KERNEL_NAMES).includes(kernel)
      ? null
      : kernel
  } catch {
    return null
  }
}

import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { DEFAULT_SAMPLE, type LatencySettings } from '../records/project-settings.ts'
import type { LatencyOptions } from '../records/settings.ts'

/**
 * Part of a file name, without dots: `a.b` of one project would be the file of machine `b` of a project named
 * `x.a`.
 */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/** Throws BAD_OPTION for a label that cannot be part of a file name on every system. */
function checkMachineLabel(label: string, source: string): void {
  if (LABEL.test(label)) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `${source} is ${quoted(label)}, but with the option latency it becomes part of a file name: use up to 64 letters ` +
      '(a to z), digits, "-" and "_", beginning with a letter or a digit.',
  )
}

/**
 * The option with defaults; null if it is not set. Without it the machine label may be any text, because it
 * only names the machine in reports.
 *
 * @param fromEnv `EDGEJSON_MACHINE`, which overrides the label of the option
 */
export function resolveLatency(
  latency: LatencyOptions | undefined,
  fromEnv: string | undefined,
): LatencySettings | null {
  if (latency === undefined) return null
  const machine = fromEnv ?? latency.machine ?? null
  if (machine !== null)
    checkMachineLabel(machine, fromEnv === undefined ? 'option latency.machine' : 'EDGEJSON_MACHINE')
  return {
    machine,
    sample: latency.sample ?? DEFAULT_SAMPLE.sample,
    warmUp: latency.warmUp ?? DEFAULT_SAMPLE.warmUp,
    margin: latency.margin ?? 0.1,
    fail: latency.fail ?? false,
  }
}

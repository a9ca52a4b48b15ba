import { EdgejsonError } from '../model/errors.ts'
import { quoted } from '../model/printable.ts'
import type { LatencySettings } from '../model/project-settings.ts'
import type { LatencyOptions } from '../model/settings.ts'

/** Part of a file name, and no dot: `a.b` of one project would be the file of machine `b` of a project named `x.a`. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const whole = (least: number) => ({
  test: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= least,
  text: `a whole number of at least ${least}`,
})

const RULES: Readonly<Record<keyof LatencyOptions, { test: (value: unknown) => boolean; text: string }>> = {
  machine: { test: (value) => typeof value === 'string', text: 'a text' },
  // The interval of a median needs six values.
  sample: whole(6),
  warmUp: whole(0),
  margin: {
    test: (value) => typeof value === 'number' && value >= 0 && value <= 10,
    text: 'a fraction of at least 0 (10 % slower is 0.1)',
  },
  fail: { test: (value) => typeof value === 'boolean', text: 'true or false' },
}

/** Throws BAD_OPTION for a member of the option `latency` that does not exist or has no sense. */
export function checkLatency(latency: LatencyOptions = {}): void {
  for (const [key, value] of Object.entries(latency)) {
    if (!Object.hasOwn(RULES, key)) {
      throw new EdgejsonError(
        'BAD_OPTION',
        `there is no option latency.${key}; the options are ${Object.keys(RULES).join(', ')}.`,
      )
    }
    const rule = RULES[key as keyof LatencyOptions]
    if (value !== undefined && !rule.test(value)) {
      throw new EdgejsonError(
        'BAD_OPTION',
        `option latency.${key} is ${quoted(value)}; it must be ${rule.text}.`,
      )
    }
  }
}

/** Throws BAD_OPTION for a label that is no part of a file name on every system. */
function checkMachineLabel(label: string, source: string): void {
  if (LABEL.test(label)) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `${source} is ${quoted(label)}, but with the option latency it becomes part of a file name: use up to 64 letters ` +
      '(a to z), digits, "-" and "_", beginning with a letter or a digit.',
  )
}

/**
 * The option after defaults; null where it is not set. Without it the machine's label may be any text, since it only
 * names the machine in reports.
 * @param fromEnv `EDGEJSON_MACHINE`, which overrides the option's label
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
    sample: latency.sample ?? 20,
    warmUp: latency.warmUp ?? 2,
    margin: latency.margin ?? 0.1,
    fail: latency.fail ?? false,
  }
}

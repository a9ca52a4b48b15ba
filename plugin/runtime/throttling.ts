import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { plural } from '../core/format.ts'
import type { ThrottleState, Throttling } from '../records/throttling.ts'

/** Bits 0 to 3 of `vcgencmd get_throttled`; the same 16 bits higher since the start of the board. */
const FLAGS = ['undervoltage', 'clock capped', 'throttled', 'soft temperature limit']
const SINCE_START = 16

/** A state and where it was read. */
export interface ThrottleReading {
  readonly source: string
  readonly state: ThrottleState
}

/** Where the state is read; others in tests. */
export interface ThrottleSources {
  /** The program of the Raspberry Pi; null: none. */
  readonly vcgencmd: string | null
  /** The folder that Linux mounts at `/sys`. */
  readonly sys: string
}

const SOURCES: ThrottleSources = {
  vcgencmd: os.platform() === 'linux' && os.arch().startsWith('arm') ? 'vcgencmd' : null,
  sys: '/sys',
}

/** The state of this machine; null where it does not say, as most virtual machines. Never rejects. */
export async function readThrottling({
  vcgencmd,
  sys,
}: ThrottleSources = SOURCES): Promise<ThrottleReading | null> {
  if (vcgencmd !== null) {
    try {
      const { stdout } = await promisify(execFile)(vcgencmd, ['get_throttled'], { timeout: 5_000 })
      const state = throttledFlags(stdout)
      if (state !== null) return { source: 'vcgencmd get_throttled', state }
    } catch {
      // Another board, or a user without the right to ask: the kernel may still say something.
    }
  }
  return linuxState(sys)
}

/** `throttled=0x50005` as words; null for any other text. */
export function throttledFlags(text: string): ThrottleState | null {
  const [, digits] = /^\s*throttled=0x([0-9a-f]{1,8})\s*$/i.exec(text) ?? []
  if (digits === undefined) return null
  const bits = Number.parseInt(digits, 16)
  const words = (shift: number): string[] => FLAGS.filter((_, bit) => ((bits >>> (bit + shift)) & 1) === 1)
  return { now: words(0), sinceStart: words(SINCE_START), events: null }
}

/** Counters of thermal events (x86), and cooling devices that lower the clock of a CPU (all). */
function linuxState(sys: string): ThrottleReading | null {
  const counters = list(path.join(sys, 'devices/system/cpu'), /^cpu\d+$/).flatMap((cpu) =>
    ['core_throttle_count', 'package_throttle_count'].flatMap((name) =>
      numberIn(path.join(cpu, 'thermal_throttle', name)),
    ),
  )
  const cooling = list(path.join(sys, 'class/thermal'), /^cooling_device\d+$/).filter((device) =>
    /cpufreq|^processor$/i.test(textIn(path.join(device, 'type')) ?? ''),
  )
  if (counters.length === 0 && cooling.length === 0) return null
  const active = cooling.filter((device) => (numberIn(path.join(device, 'cur_state'))[0] ?? 0) > 0)
  const now = active.length === 0 ? [] : [`${plural(active.length, 'cooling device')} lowering the clock`]
  const source = [
    ...(counters.length > 0 ? ['thermal_throttle'] : []),
    ...(cooling.length > 0 ? ['cooling_device'] : []),
  ].join(', ')
  const events = counters.length === 0 ? null : counters.reduce((sum, each) => sum + each, 0)
  return { source: `Linux ${source}`, state: { now, sinceStart: [], events } }
}

function list(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((each) => name.test(each))
      .sort()
      .map((each) => path.join(folder, each))
  } catch {
    return []
  }
}

function textIn(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return null
  }
}

function numberIn(file: string): number[] {
  const text = textIn(file)
  return text !== null && /^\d{1,15}$/.test(text) ? [Number(text)] : []
}

/** What two readings say of the run between them; null without both from one source. */
export function throttlingOf(
  before: ThrottleReading | null,
  after: ThrottleReading | null,
): Throttling | null {
  if (before === null || after === null || before.source !== after.source) return null
  const [{ source, state: first }, { state: last }] = [before, after]
  const events = (last.events ?? 0) - (first.events ?? 0)
  const signs = [
    ...new Set([
      ...first.now,
      ...last.now,
      ...last.sinceStart.filter((flag) => !first.sinceStart.includes(flag)),
    ]),
    ...(events > 0 ? [plural(events, 'thermal event')] : []),
  ]
  return { source, before: first, after: last, signs }
}

/** For the reader of a report; empty when there is nothing to say. */
export function throttlingNotes({ source, before, signs }: Throttling): string[] {
  if (signs.length > 0) {
    return [
      `The machine lowered its clock during the run (${signs.join(', ')}; ${source}): do not trust its times.`,
    ]
  }
  return before.sinceStart.length === 0
    ? []
    : [
        `Since its start the machine had ${before.sinceStart.join(', ')} (${source}), before this run too: whether it had it during ` +
          'the run is not known until it is restarted.',
      ]
}

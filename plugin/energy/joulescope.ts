import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import type { EnergyProbe, EnergySpan } from './probe.ts'

const POLL_MS = 20
/** A meter writes a row at least every second or two. */
const PATIENCE_MS = 10_000

/** The last row of a file of `pyjoulescope_driver statistics`. */
export interface MeterRow {
  /** Complete lines so far. */
  readonly lines: number
  /** Energy that the meter has accumulated, in joules. */
  readonly joules: number
}

/**
 * A file that `pyjoulescope_driver statistics` is writing. Its column `energy` is accumulated by the meter, so that the difference
 * of two rows is exact. Start and end each wait for the next row.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read or gets no rows
 */
export async function joulescopeProbe(file: string): Promise<EnergyProbe> {
  lastRow(readMeter(file), file)
  const start = async (): Promise<{ stop: () => Promise<EnergySpan> }> => {
    const first = await nextRow(file)
    const stop = async (): Promise<EnergySpan> => {
      const last = await nextRow(file)
      const joules = last.joules - first.joules
      if (joules >= 0) return { joules, seconds: (last.ms - first.ms) / 1000 }
      throw new EdgejsonError(
        'IO',
        `the energy in ${quoted(file, 300)} fell by ${-joules} J: the meter was restarted.`,
      )
    }
    return { stop }
  }
  return { scope: 'what the Joulescope feeds', start }
}

async function nextRow(file: string): Promise<MeterRow & { readonly ms: number }> {
  const { lines } = lastRow(readMeter(file), file)
  const deadline = performance.now() + PATIENCE_MS
  while (performance.now() < deadline) {
    await delay(POLL_MS)
    const row = lastRow(readMeter(file), file)
    if (row.lines !== lines) return { ...row, ms: performance.now() }
  }
  throw new EdgejsonError(
    'IO',
    `${quoted(file, 300)} got no row in ${PATIENCE_MS / 1000} s. Let "pyjoulescope_driver statistics" write to it, unbuffered (python -u).`,
  )
}

function readMeter(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new EdgejsonError('IO', `${quoted(file, 300)} cannot be read: ${errorMessage(error)}.`)
  }
}

/** The last complete row; a line that is still being written is not read. */
export function lastRow(text: string, file: string): MeterRow {
  const lines = text.split(/\r?\n/).slice(0, -1)
  const header = (lines.find((line) => line.startsWith('#')) ?? '').split(',')
  const column = header.indexOf('energy')
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','))
  const cell = rows.at(-1)?.[column]?.trim() ?? ''
  const isNumber = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(cell)
  const devices = new Set(rows.map(([device]) => device))
  if (column > 0 && devices.size === 1 && isNumber) return { lines: lines.length, joules: Number(cell) }
  throw new EdgejsonError(
    'IO',
    `${quoted(file, 300)} is not the output of "pyjoulescope_driver statistics" for one meter: a header with the column energy and rows of one device are needed.`,
  )
}

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  readThrottling,
  type ThrottleReading,
  throttledFlags,
  throttlingNotes,
  throttlingOf,
} from './throttling.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-throttling-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(file: string, text: string): void {
  const place = path.join(folder, file)
  mkdirSync(path.dirname(place), { recursive: true })
  writeFileSync(place, text)
}
const read = (vcgencmd: string | null = null) => readThrottling({ vcgencmd, sys: folder })

describe('vcgencmd get_throttled', () => {
  test.each([
    ['throttled=0x0\n', [], []],
    ['throttled=0x1', ['undervoltage'], []],
    ['throttled=0x50005\n', ['undervoltage', 'throttled'], ['undervoltage', 'throttled']],
    ['throttled=0xe0000', [], ['clock capped', 'throttled', 'soft temperature limit']],
    ['throttled=0x80008', ['soft temperature limit'], ['soft temperature limit']],
  ])('%j', (text, now, sinceStart) => {
    expect(throttledFlags(text)).toEqual({ now, sinceStart, events: null })
  })

  test.each(['', 'throttled=', 'throttled=0xzz', 'error=1 error_msg="Command not registered"'])(
    '%j says nothing',
    (text) => expect(throttledFlags(text)).toBeNull(),
  )

  test('each bit is one word, at its own half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 15 }), (now, since) => {
        const state = throttledFlags(`throttled=0x${(now | (since << 16)).toString(16)}`)
        const ones = (bits: number): number => bits.toString(2).replaceAll('0', '').length
        expect(state?.now).toHaveLength(ones(now))
        expect(state?.sinceStart).toHaveLength(ones(since))
      }),
    )
  })

  test.skipIf(process.platform === 'win32')(
    'the program is run; where it fails, Linux files are read',
    async () => {
      const program = path.join(folder, 'vcgencmd')
      writeFileSync(program, '#!/bin/sh\n[ "$1" = get_throttled ] && echo throttled=0x20000\n')
      chmodSync(program, 0o755)
      expect(await read(program)).toEqual({
        source: 'vcgencmd get_throttled',
        state: { now: [], sinceStart: ['clock capped'], events: null },
      })
      writeFileSync(program, '#!/bin/sh\nexit 1\n')
      expect(await read(program)).toBeNull()
      expect(await read(path.join(folder, 'missing'))).toBeNull()
    },
  )
})

describe('Linux', () => {
  test('adds the counters of all processors', async () => {
    put('devices/system/cpu/cpu0/thermal_throttle/core_throttle_count', '3\n')
    put('devices/system/cpu/cpu0/thermal_throttle/package_throttle_count', '5\n')
    put('devices/system/cpu/cpu1/thermal_throttle/core_throttle_count', '4\n')
    put('devices/system/cpu/cpufreq/thermal_throttle/core_throttle_count', '100\n')
    expect(await read()).toEqual({
      source: 'Linux thermal_throttle',
      state: { now: [], sinceStart: [], events: 12 },
    })
  })

  test('a cooling device of a CPU that is on lowers its clock; a fan does not', async () => {
    put('class/thermal/cooling_device0/type', 'cpufreq-cpu0\n')
    put('class/thermal/cooling_device0/cur_state', '0\n')
    put('class/thermal/cooling_device1/type', 'pwm-fan\n')
    put('class/thermal/cooling_device1/cur_state', '4\n')
    const cool = { source: 'Linux cooling_device', state: { now: [], sinceStart: [], events: null } }
    expect(await read()).toEqual(cool)
    put('class/thermal/cooling_device0/cur_state', '2\n')
    expect((await read())?.state.now).toEqual(['1 cooling device lowering the clock'])
  })

  test('a machine without either says nothing', async () => {
    expect(await read()).toBeNull()
    put('devices/system/cpu/cpu0/online', '1')
    put('class/thermal/thermal_zone0/temp', '51000')
    expect(await read()).toBeNull()
  })
})

describe('before and after', () => {
  const reading = (text: string): ThrottleReading => {
    const state = throttledFlags(text)
    if (state === null) throw new Error(text)
    return { source: 'vcgencmd get_throttled', state }
  }
  const events = (count: number): ThrottleReading => ({
    source: 'Linux thermal_throttle',
    state: { now: [], sinceStart: [], events: count },
  })

  test.each([
    ['nothing', reading('throttled=0x0'), reading('throttled=0x0'), []],
    ['a flag that was set in the run', reading('throttled=0x0'), reading('throttled=0x40000'), ['throttled']],
    ['a flag from before', reading('throttled=0x40000'), reading('throttled=0x40000'), []],
    ['a flag that holds', reading('throttled=0x10001'), reading('throttled=0x10000'), ['undervoltage']],
    ['events', events(7), events(9), ['2 thermal events']],
    ['events of before', events(7), events(7), []],
  ])('%s', (_, before, after, signs) => {
    const throttling = throttlingOf(before, after)
    expect(throttling?.signs).toEqual(signs)
    if (throttling === null) throw new Error('both were read')
    const notes = throttlingNotes(throttling).join(' ')
    expect(notes.includes('do not trust its times')).toBe(signs.length > 0)
  })

  test('a flag from before the run is no proof and no acquittal', () => {
    const throttling = throttlingOf(reading('throttled=0x40000'), reading('throttled=0x40000'))
    if (throttling === null) throw new Error('both were read')
    expect(throttlingNotes(throttling).join()).toContain('not known until it is restarted')
  })

  test('one reading tells nothing of a run', () => {
    expect(throttlingOf(events(1), null)).toBeNull()
    expect(throttlingOf(null, events(1))).toBeNull()
    expect(throttlingOf(reading('throttled=0x0'), events(1))).toBeNull()
  })
})

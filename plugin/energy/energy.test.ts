import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { commandProbe, piPmicProbe, wattsOf } from './command.ts'
import { joulescopeProbe, lastRow } from './joulescope.ts'
import { measureEnergy } from './measure.ts'
import { openProbe } from './open-probe.ts'
import { pmicWatts } from './pmic-watts.ts'
import { counted, raplProbe } from './rapl.ts'
import { trapezoid } from './sampling.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-energy-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function zone(id: string, name: string, microjoules: number): string {
  const place = path.join(folder, id)
  mkdirSync(place, { recursive: true })
  writeFileSync(path.join(place, 'name'), `${name}\n`)
  writeFileSync(path.join(place, 'max_energy_range_uj'), '10000000\n')
  writeFileSync(path.join(place, 'energy_uj'), `${microjoules}\n`)
  return path.join(place, 'energy_uj')
}

describe('rapl', () => {
  test('adds packages, one of which wraps, and neither sub-zones nor psys nor a second view of a package', async () => {
    const first = zone('intel-rapl:0', 'package-0', 1_000_000)
    const second = zone('intel-rapl:1', 'package-1', 9_500_000)
    const others = [
      zone('intel-rapl:0:0', 'core', 0),
      zone('intel-rapl:2', 'psys', 0),
      zone('intel-rapl-mmio:0', 'package-0', 0),
    ]
    const probe = raplProbe(folder)
    const reading = await probe.start()
    writeFileSync(first, '4000000\n')
    writeFileSync(second, '1500000\n')
    for (const file of others) writeFileSync(file, '7000000\n')
    const { joules, seconds } = await reading.stop()
    expect(joules).toBeCloseTo(5, 9)
    expect(seconds).toBeGreaterThan(0)
    expect(probe.scope).toContain('2 CPU packages')
  })

  test('counts across any wrap, and in parts as in one', () => {
    const range = 1000
    const step = fc.integer({ min: 0, max: range - 1 })
    fc.assert(
      fc.property(step, fc.array(step), (start, steps) => {
        let at = start
        let sum = 0
        for (const each of steps) {
          const next = (at + each) % range
          sum += counted(at, next, range)
          at = next
        }
        expect(sum).toBe(steps.reduce((total, each) => total + each, 0))
      }),
    )
  })

  test('no package, no number', () => {
    expect(() => raplProbe(path.join(folder, 'none'))).toThrow('found no package counter')
    writeFileSync(zone('intel-rapl:0', 'package-0', 0), 'x\n')
    expect(() => raplProbe(folder)).toThrow('has "x": not a count of microjoules')
  })

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')('names the permission', async () => {
    const { chmodSync } = await import('node:fs')
    chmodSync(zone('intel-rapl:0', 'package-0', 0), 0)
    expect(() => raplProbe(folder)).toThrow('sudo chmod a+r')
  })
})

const rails =
  '3V7_WL_SW 3V3_SYS 1V8_SYS DDR_VDD2 DDR_VDDQ 1V1_SYS 0V8_SW VDD_CORE 3V3_DAC 3V3_ADC 0V8_AON HDMI'.split(
    ' ',
  )
const PMIC = [
  ...rails.map((rail, index) => `     ${rail}_A current(${index})=0.5${index % 10}000000A`),
  ...rails.map((rail, index) => `     ${rail}_V volt(${index + 12})=2.00000000V`),
  '        EXT5V_V volt(24)=5.14504000V',
  '         BATT_V volt(25)=0.00000000V\n',
].join('\n')

test('the PMIC: the sum over 12 rails, none left out without a word', () => {
  const amperes = rails.reduce((sum, _, index) => sum + 0.5 + (index % 10) / 100, 0)
  expect(pmicWatts(PMIC)).toBeCloseTo(2 * amperes, 9)
  expect(() => pmicWatts(PMIC.replace('HDMI_V', 'HDMI_X'))).toThrow('11 rails')
  expect(() => pmicWatts('')).toThrow('0 rails')
})

test('without vcgencmd the error names the way out', async () => {
  await expect(piPmicProbe(path.join(folder, 'vcgencmd'))).rejects.toThrow('use another probe')
})

test('the trapezoid of a constant power is power × time, and of a ramp its mean', () => {
  const number = fc.double({ min: 0, max: 1e4, noNaN: true })
  fc.assert(
    fc.property(number, number, number, (from, to, ms) => {
      const energy = trapezoid({ ms: 7, value: from }, { ms: 7 + ms, value: to })
      expect(energy).toBeCloseTo((((from + to) / 2) * ms) / 1000, 4)
    }),
  )
})

describe('command', () => {
  test.each([
    ['4.21\n', 4.21],
    ['0 W', 0],
    ['1e1', 10],
  ])('%j is %f W', (text, watts) => {
    expect(wattsOf(text)).toBe(watts)
  })
  test.each(['', '-1', 'NaN', '1 2', '4 kW'])('%j is refused', (text) => {
    expect(() => wattsOf(text)).toThrow('must print one number')
  })
  test('idle power is subtracted: a constant power leaves nothing net', async () => {
    const probe = await commandProbe('echo 5')
    const { result, energy } = await measureEnergy(probe, 0.2, async () => {
      await delay(250)
      return 'done'
    })
    expect(result).toBe('done')
    if ('error' in energy) throw energy.error
    expect(energy.idleWatts).toBeCloseTo(5, 6)
    expect(energy.grossJoules).toBeCloseTo(5 * energy.seconds, 6)
    expect(energy.seconds).toBeGreaterThan(0.2)
    expect(energy.netJoules).toBeCloseTo(0, 6)
  })
  test('without an idle measurement net energy is null', async () => {
    const { energy } = await measureEnergy(await commandProbe('echo 5'), 0, async () => 1)
    expect(energy).toMatchObject({ idleWatts: null, netJoules: null })
  })
  test('a probe that fails during the work leaves its result, and an error in place of figures', async () => {
    const file = path.join(folder, 'watts')
    writeFileSync(file, '3')
    const probe = await commandProbe(
      `node -p "require('fs').readFileSync('${file.replaceAll('\\', '/')}', 'utf8')"`,
    )
    const { result, energy } = await measureEnergy(probe, 0, async () => {
      rmSync(file)
      return 42
    })
    expect(result).toBe(42)
    expect(energy).toMatchObject({ error: { code: 'IO' } })
  })
})

describe('csv of a Joulescope', () => {
  const header =
    '#device,sampled_id,i_avg,i_std,i_min,i_max,v_avg,v_std,v_min,v_max,p_avg,p_std,p_min,p_max,charge,energy\n'
  const row = (energy: number): string => `u/js220/1,7,${'0.1,'.repeat(12)}0.5,${energy}\n`

  test('the difference of the rows after start and stop', async () => {
    const file = path.join(folder, 'meter.csv')
    writeFileSync(file, header + row(1))
    const probe = await joulescopeProbe(file)
    const started = probe.start()
    setTimeout(() => appendFileSync(file, row(2.5)), 60)
    const reading = await started
    const stopped = reading.stop()
    setTimeout(() => appendFileSync(file, row(6)), 60)
    expect(await stopped).toMatchObject({ joules: 3.5, seconds: expect.any(Number) })
  })

  test('an unfinished line is not read; two meters and other files are refused', () => {
    expect(lastRow(`${header}${row(12)}${row(345).slice(0, -2)}`, 'f').joules).toBe(12)
    expect(() => lastRow(header + row(1) + row(2).replace('js220/1', 'js220/2'), 'f')).toThrow(
      'for one meter',
    )
    expect(() => lastRow('time,power\n1,2\n', 'f')).toThrow('for one meter')
    expect(() => lastRow(header + row(Number.NaN), 'f')).toThrow('for one meter')
  })
})

test('an unknown probe is quoted with the ones there are', async () => {
  await expect(openProbe('tdp')).rejects.toThrow('"tdp" is unknown. It must be rapl, pi-pmic')
})

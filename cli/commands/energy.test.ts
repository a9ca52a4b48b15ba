import { expect, test } from 'vitest'
import { energyText } from './energy.ts'

const figures = { scope: '1 CPU package', seconds: 60.2, idleWatts: 6.83, grossJoules: 812, netJoules: 401 }

test('joules gross and net, with seconds, idle power and scope', () => {
  expect(energyText(figures)).toBe(
    'Energy: 812 J gross, 401 J net in 60.2 s (idle 6.83 W); scope: 1 CPU package',
  )
})

test('net energy below zero has its sign, and rounding noise none', () => {
  expect(energyText({ ...figures, netJoules: -3.5 })).toContain(', −3.50 J net')
  expect(energyText({ ...figures, netJoules: -8.9e-16 })).toContain(', ±0.00 J net')
})

test('what was not measured is named, and is no zero', () => {
  expect(energyText({ ...figures, idleWatts: null, netJoules: null })).toContain(
    'net not measured in 60.2 s (idle not measured)',
  )
})

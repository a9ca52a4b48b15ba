import { expect, test } from 'vitest'
import { dequantizeOf } from './limits.ts'

test('on Arm weights in 8 bits stay as they are, unless the option says otherwise', () => {
  expect(dequantizeOf(undefined, 'x64')).toBe(true)
  expect(dequantizeOf(undefined, 'arm64')).toBe(false)
  expect(dequantizeOf(true, 'arm64')).toBe(true)
  expect(dequantizeOf(false, 'x64')).toBe(false)
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { emulatedOn } from './cpu.ts'

test.each([
  ['arm64', 'x86_64\n', 'x86_64'],
  ['x64', 'aarch64\n', 'aarch64'],
  ['x64', 'x86_64\n', null],
  ['arm64', 'aarch64\n', null],
  ['arm', 'aarch64\n', null],
  ['ia32', 'x86_64\n', null],
  ['x64', '', null],
])('a process for %s on the kernel %j: emulated on %s', (arch, kernel, expected) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-cpu-'))
  try {
    const file = path.join(folder, 'arch')
    writeFileSync(file, kernel)
    expect(emulatedOn(arch, file)).toBe(expected)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a system that does not say', () => {
  expect(emulatedOn('arm64', path.join(tmpdir(), 'no-such-file', 'arch'))).toBeNull()
})

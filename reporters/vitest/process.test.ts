import { expect, test } from 'vitest'
import { type ReporterConfig, stdoutIsData } from './process.ts'

test.each<[string, ReporterConfig, boolean]>([
  ['the default', { reporters: [['default', {}]] }, false],
  ['json', { reporters: [['json', {}]] }, true],
  ['junit by name', { reporters: ['default', 'junit'] }, true],
  ['tap', { reporters: [['tap-flat', {}]] }, true],
  ['json into its own file', { reporters: [['json', { outputFile: 'out.json' }]] }, false],
  ['junit into a file for all', { reporters: [['junit', {}]], outputFile: 'out.xml' }, false],
  ['json with a file for junit only', { reporters: [['json', {}]], outputFile: { junit: 'out.xml' } }, true],
  ['an instance', { reporters: [{ onInit() {} }] }, false],
  ['no list', {}, false],
])('%s', (_, config, expected) => {
  expect(stdoutIsData(config)).toBe(expected)
})

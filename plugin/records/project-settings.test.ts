import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { projectSettings } from '../../reporters/test-support/settings.ts'
import { resolveOptions } from '../vite/resolve-options.ts'
import { parseProjectSettings } from './project-settings.ts'
import { mutated } from './test-support/mutations.ts'

const full = resolveOptions(
  {
    datasets: ['a.jsonl', 'b.jsonl'],
    fields: { prompt: 'text' },
    reasoning: { start: '[THINK]', end: '[/THINK]' },
    engine: { threads: 4 },
    gate: { alpha: 0.01, failOn: ['slices'] },
    thresholds: { jsonExact: 0.5, source: { note: { fieldF1: 0.6 } }, latency: { p90: 100 } },
    latency: { machine: 'pi' },
    reports: ['html', 'csv'],
    record: 'resume',
  },
  '/project',
  {},
)

describe('parseProjectSettings', () => {
  test.each([
    ['with every option', full],
    ['without options', resolveOptions({}, '/project', {})],
    ['of the tests of the reporter', projectSettings('/project')],
  ])('settings %s pass, after the copy to another process', (_, settings) => {
    const received: unknown = structuredClone(settings)
    expect(parseProjectSettings(received)).toBe(received)
  })

  test.each([
    [undefined, 'the members of the provided value "edgejson" are missing; it must be an object.'],
    [
      { ...full, gate: { alpha: 2 } },
      'member gate.alpha of the provided value "edgejson" is 2; it must be a number above 0 and below 1 (5 % is 0.05).',
    ],
    [
      { ...full, datasets: [{ ...full.datasets[0], file: 3 }] },
      'member datasets[0].file of the provided value "edgejson" is 3; it must be a string.',
    ],
  ])('a fault has path, value, rule and way out (%#)', (settings, message) => {
    expect(() => parseProjectSettings(settings)).toThrow(message)
    expect(() => parseProjectSettings(settings)).toThrow('remove "edgejson" from `test.provide`')
  })

  test('a member of another value is refused by its path, or allowed by the type', () => {
    let refused = 0
    fc.assert(
      fc.property(mutated(structuredClone(full)), ({ value, path }) => {
        try {
          parseProjectSettings(value)
        } catch (error) {
          refused++
          expect(error).toMatchObject({ code: 'BAD_OPTION' })
          expect(String(error)).toContain(`${String(path[0])}`)
        }
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(200)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { hostileText } from '../test-support/hostile.ts'
import { measuredReport } from '../test-support/timed-runs.ts'
import { renderAnnotations } from './annotations.ts'
import { renderConsole } from './console/console.ts'
import { renderHtml } from './html/render-html.ts'
import { renderJunit } from './junit/junit.ts'
import { renderMarkdown } from './markdown/markdown.ts'
import { displayWidth } from './text.ts'

const text = (chunks: Iterable<string>): string => [...chunks].join('').replaceAll('\u00a0', ' ')
const console_ = (each: LoadedReport): string => renderConsole(each, { color: false })
const junit = (each: LoadedReport): string => text(renderJunit([each]))
const all = (each: LoadedReport): string[] => [
  console_(each),
  text([renderMarkdown([each])]),
  // The script formats figures and names every unit.
  text(renderHtml([each])).replace(/<script type="module">.*?<\/script>/gs, ''),
  junit(each),
]
/** White space and the entities of inert Markdown aside. */
const plain = (shown: string): string =>
  shown
    .replaceAll('<wbr>', '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ')
const more = measuredReport(1.5)

describe('a sample of 20 examples with 90 J gross, 20 s, idle 1.5 W', () => {
  test('terminal: gross and net for each example, token and exact example, with the scope', () => {
    const shown = plain(console_(more))
    expect(shown).toContain('energy gross 90.0 J · 4.50 J/example · 110 mJ/token · 7.50 J/exact example')
    expect(shown).toContain('energy net 60.0 J · 3.00 J/example · 73.2 mJ/token · 5.00 J/exact example')
    expect(shown).toContain(
      '20 examples (12 exact, 820 output tokens) in 20.0 s, idle 1.50 W, probe rapl, scope: 1 CPU',
    )
    expect(shown).toContain('J/token 73.2 mJ → 110 mJ, ×1.50 (1.50 – 1.50)')
    expect(shown).toContain('more energy J/token ×1.50 (95 %: 1.50 to 1.50)')
  })

  test('Markdown and page have the same figures in a table', () => {
    for (const shown of [renderMarkdown([more]), text(renderHtml([more]))].map(plain)) {
      for (const figure of ['90.0 J', '4.50 J', '110 mJ', '7.50 J', '60.0 J', '3.00 J', '73.2 mJ', '5.00 J'])
        expect(shown).toContain(figure)
      expect(shown).toContain('scope: 1 CPU package')
      expect(shown).toContain('more energy')
    }
  })

  test('JUnit has the joules as properties, and the decision as a testcase', () => {
    const properties = new Map(
      [...junit(more).matchAll(/<property name="(energy_\w+|joules_\w+)" value="([^"]*)"/g)].map(
        ([, name, value]) => [name, value],
      ),
    )
    expect(Object.fromEntries(properties)).toMatchObject({
      energy_probe: 'rapl',
      energy_scope: '1 CPU package',
      energy_seconds: '20',
      energy_idle_watts: '1.5',
      energy_gross_joules: '90',
      energy_gross_joules_per_example: '4.5',
      energy_gross_joules_per_exact: '7.5',
      energy_net_joules: '60',
      joules_per_token_ratio: '1.5',
    })
    expect(properties.has('energy_reason')).toBe(false)
    expect(junit(more)).toMatch(/<testcase classname="gate\.test" name="energy"/)
    expect(junit(more)).not.toContain('type="more"')
    expect(junit(measuredReport(1.5, {}, { fail: true }))).toMatch(
      /<failure message="J\/token[^"]*" type="more"/,
    )
  })

  test('GitHub gets a warning, and an error only with fail', () => {
    expect(renderAnnotations([more]).join('\n')).toMatch(/^::warning title=EdgeJSON more energy/m)
    const failed = measuredReport(1.5, {}, { fail: true })
    expect(failed.outcome).toMatchObject({ exitCode: 1, title: 'more energy' })
    expect(renderAnnotations([failed]).join('\n')).toMatch(/^::error title=EdgeJSON more energy/m)
    expect(renderAnnotations([measuredReport(1)]).join('\n')).not.toContain('energy')
  })
})

test('what was not measured is said with its reason in every output, and is no zero', () => {
  const failed = measuredReport(1, {
    status: 'failed',
    reason: 'no package counter here',
    scope: null,
    examples: [],
  })
  expect(failed.energy).toMatchObject({
    gross: null,
    net: null,
    seconds: null,
    reason: 'no package counter here',
  })
  expect(failed.outcome.exitCode).toBe(0)
  for (const shown of all(failed)) {
    expect(plain(shown)).toContain('no package counter here')
    expect(shown).not.toMatch(/\b0(?:\.00)? m?J\b/)
  }
  expect(junit(failed)).not.toContain('joules')
  expect(renderAnnotations([failed]).join('\n')).toMatch(/^::warning title=EdgeJSON energy not judged/m)
})

test('without idle power net energy is n/a', () => {
  const shown = plain(console_(measuredReport(1, { idleWatts: null })))
  expect(shown).toContain('energy net n/a · n/a/example')
  expect(shown).toContain('idle not measured')
})

test('a project without the option does not mention energy', () => {
  const { energy: _, energyGate: __, ...without } = more
  for (const shown of all(without)) expect(shown).not.toMatch(/\bJ\/|joules|energy (?:stable|not|gross)/)
})

test('hostile probes, scopes and reasons stay text in every output', () => {
  const { energy, energyGate } = more
  if (energy === undefined || energyGate === undefined) throw new Error('measured')
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const each: LoadedReport = {
        ...more,
        energy: { ...energy, probe: hostile, scope: hostile },
        energyGate: { ...energyGate, reason: hostile, notes: [hostile] },
      }
      for (const line of console_(each).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(80)
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
        expect(line).not.toMatch(/^\s*::|##\[/)
      }
      const page = text(renderHtml([each]))
      expect(page.match(/<script/g)?.length).toBe(text(renderHtml([more])).match(/<script/g)?.length)
      expect(junit(each)).not.toContain('<script>')
      expect(renderMarkdown([each])).not.toMatch(/<script>|<!--/)
    }),
    { numRuns: 60 },
  )
})

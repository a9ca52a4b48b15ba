import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LatencyVerdict } from '../../plugin/records/latency.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { hostileText } from '../test-support/hostile.ts'
import { timedReport } from '../test-support/timed-runs.ts'
import { renderAnnotations } from './annotations.ts'
import { renderConsole } from './console/console.ts'
import { renderHtml } from './html/render-html.ts'
import { renderJunit } from './junit/junit.ts'
import { renderMarkdown } from './markdown/markdown.ts'
import { displayWidth } from './text.ts'

const text = (chunks: Iterable<string>): string => [...chunks].join('')
const console_ = (each: LoadedReport): string => renderConsole(each, { color: false })
const junit = (each: LoadedReport): string => text(renderJunit([each]))
const slower = timedReport(1.5)
const failed = timedReport(1.5, { fail: true })

describe('a slower machine', () => {
  test('is in the summary above the verdict, with the medians', () => {
    const shown = console_(slower)
    expect(shown).toContain('sequential   20 examples on pi5-lab · p50 714 ms')
    expect(shown).toMatch(/then → now {3}TTFT 100 ms → 100 ms · ms\/token 10\.2 ms → 15\.3 ms/)
    expect(shown).toContain('latency slower  ms/token ×1.50 (95 %: 1.50 to 1.50)')
    expect(shown.indexOf('latency slower')).toBeLessThan(shown.indexOf('new baseline'))
  })

  test('is in the Markdown and on the page as a table with intervals', () => {
    const markdown = renderMarkdown([slower]).replaceAll('\u00a0', ' ')
    expect(markdown).toContain('⚠️ **latency slower**: ms&#47;token ×1&#46;50')
    expect(markdown).toMatch(
      /\| ms\/token \| 15\.3 ms \(15\.2 ms – 15\.5 ms\) \|.*\| ×1\.50 \(1\.50 – 1\.50\) \|/,
    )
    const page = text(renderHtml([slower]))
    expect(page).toContain('20 examples one at a time on pi5-lab')
    expect(page).toContain('×1.50 (1.50 – 1.50)')
    expect(page).toContain('total time')
  })

  test('is a warning for JUnit and GitHub, and an error only with fail', () => {
    expect(junit(slower)).toMatch(/name="latency"/)
    expect(junit(slower)).not.toContain('type="slower"')
    const ratios = [...junit(slower).matchAll(/name="(\w+_ratio)" value="([\d.]+)"/g)]
    const { ratios: measured } = slower.latencyGate as LatencyVerdict
    const ratio = (figure: string) => String(measured.find((each) => each.figure === figure)?.ratio)
    expect(ratios.map(([, name, value]) => [name, value])).toEqual([
      ['ttft_ratio', ratio('firstTokenMs')],
      ['ms_per_token_ratio', ratio('msPerToken')],
      ['total_ratio', ratio('totalMs')],
    ])
    expect(new Set(ratios.map(([, , value]) => value)).size).toBe(3)
    expect(junit(failed)).toMatch(/<failure message="ms\/token ×1\.50[^"]*" type="slower"/)
    expect(renderAnnotations([slower]).join('\n')).toMatch(/^::warning title=EdgeJSON latency slower/m)
    expect(renderAnnotations([failed]).join('\n')).toMatch(/^::error title=EdgeJSON latency slower/m)
  })
})

test('a stable latency is shown, and no annotation', () => {
  const stable = timedReport(1)
  expect(console_(stable)).toContain('latency stable')
  expect(renderAnnotations([stable]).join('\n')).not.toContain('latency')
})

test('if nothing was measured the reason is shown, and JUnit skips', () => {
  const none = timedReport(1, { machine: null })
  expect(console_(none)).toContain('latency not gated  this machine has no label')
  expect(junit(none)).toMatch(/<skipped message="latency not gated: this machine has no label/)
  expect(text(renderHtml([none]))).toContain('<strong>latency not gated</strong>')
  expect(renderMarkdown([none])).toContain('**latency not gated**')
})

test('a project without the option does not mention it', () => {
  const { latencyGate: _, ...without } = slower
  for (const shown of [
    console_(without),
    renderMarkdown([without]),
    text(renderHtml([without])),
    junit(without),
  ])
    expect(shown).not.toMatch(/one by one|latency (?:slower|stable|not)/)
})

test('hostile labels, models and paths stay text in every output', () => {
  fc.assert(
    fc.property(hostileText, (hostile) => {
      const gate: LatencyVerdict = {
        ...(slower.latencyGate as LatencyVerdict),
        machine: hostile,
        reason: hostile,
        notes: [hostile],
        changed: [hostile],
        baseline: { path: hostile, model: hostile },
      }
      const each = { ...slower, latencyGate: gate }
      for (const line of console_(each).split('\n')) {
        expect(displayWidth(line)).toBeLessThanOrEqual(80)
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/)
        expect(line).not.toMatch(/^\s*::|##\[/)
      }
      const page = text(renderHtml([each]))
      const plain = text(renderHtml([slower]))
      expect(page.match(/<script/g)?.length).toBe(plain.match(/<script/g)?.length)
      expect(junit(each)).not.toContain('<script>')
      expect(renderMarkdown([each])).not.toMatch(/<script>|<!--/)
    }),
    { numRuns: 60 },
  )
})

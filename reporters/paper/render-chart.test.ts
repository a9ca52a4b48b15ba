import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { hostileText } from '../test-support/hostile.ts'
import { fullInput } from '../test-support/paper/full-input.ts'
import { readXml } from '../test-support/read-xml.ts'
import type { Figure } from './figure.ts'
import { errorBars } from './figures/error-bars.ts'
import { FIGURES } from './figures/index.ts'
import { resultsByComplexity } from './figures/results-by-complexity.ts'
import { type ChartRenderer, loadChartRenderer } from './render-chart.ts'

let charts: ChartRenderer
beforeAll(async () => {
  charts = await loadChartRenderer()
})

async function drawn(figure: Figure): Promise<string> {
  if (figure.kind === 'missing') throw new Error(figure.what)
  if (figure.kind === 'diagram') return figure.svg
  const { svg, warnings } = await charts.toSvg(figure.spec)
  expect(warnings).toEqual([])
  return svg
}

const pictures = new Map<string, Promise<string>>()
/** As {@link drawn}; a figure that does not show what differs between two inputs is drawn once. */
function drawnOnce(figure: Figure): Promise<string> {
  const key = JSON.stringify(figure)
  const picture = pictures.get(key) ?? drawn(figure)
  pictures.set(key, picture)
  return picture
}

describe('drawing', () => {
  test.each(FIGURES.map(({ title, make }) => [title, make] as const))(
    '%s: same input, same bytes',
    async (_, make) => {
      const svg = await drawn(make(fullInput('q4', true)))
      expect(await drawn(make(fullInput('q4', true)))).toBe(svg)
      expect(readXml(svg).name).toBe('svg')
      const png = Buffer.from(charts.toPng(svg))
      expect(Buffer.from(charts.toPng(svg)).equals(png)).toBe(true)
      expect(png.subarray(1, 4).toString()).toBe('PNG')
      const withoutPublished = await drawn(make(fullInput('q4', false)))
      expect(readXml(withoutPublished).name).toBe('svg')
    },
  )

  test('letters are in the picture', () => {
    expect(charts.hasFonts).toBe(true)
  })

  test.each([
    'constructor',
    '__proto__',
    'toString',
    '<script>&"',
    '\u001b[2J\u202e',
    '\ud800',
    ' ',
    '漢字😀',
    "it's",
    'a\nb',
    '0',
    '2020-01-01',
  ])(
    'a run called %j has its name in every figure',
    async (name) => {
      for (const { title, make } of FIGURES) {
        const svg = await drawnOnce(make(fullInput(name)))
        expect(readXml(svg).name, title).toBe('svg')
        expect(svg).not.toMatch(/<script|[\u0000-\u0009\u202e]/)
        expect(svg, title).not.toMatch(/NaN|undefined|\[object/)
      }
    },
    30_000,
  )

  test('charts are well-formed, whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (name) => {
        for (const make of [resultsByComplexity, errorBars])
          expect(readXml(await drawn(make(fullInput(name)))).name).toBe('svg')
      }),
      { numRuns: 15 },
    )
  }, 30_000)
})

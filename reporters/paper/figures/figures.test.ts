import { describe, expect, test } from 'vitest'
import { fullInput, log } from '../../test-support/paper/full-input.ts'
import { paperInput, published, sampleViews } from '../../test-support/paper/paper-input.ts'
import { platformRuns } from '../../test-support/paper/platform-runs.ts'
import type { ChartFigure, DiagramFigure, Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { loadChartRenderer } from '../render-chart.ts'
import { readTrainingLog } from '../training-log.ts'
import { architectureDiagram } from './architecture-diagram.ts'
import { complexityDistribution } from './complexity-distribution.ts'
import { errorBars } from './error-bars.ts'
import { FIGURES } from './index.ts'
import { latencyRanges } from './latency-ranges.ts'
import { platforms } from './platforms.ts'
import { resultsByComplexity } from './results-by-complexity.ts'
import { sizePareto } from './size-pareto.ts'
import { taskOverview } from './task-overview.ts'
import { trainingCurves } from './training-curves.ts'

/** The same with runs whose official figures compare with published ones. */
function comparableInput(): PaperInput {
  const input = fullInput()
  return { ...input, runs: input.runs.map(comparable) }
}

function comparable(run: PaperInput['runs'][number]): PaperInput['runs'][number] {
  return { ...run, report: { ...run.report, officialComparable: { comparable: true, reasons: [] } } }
}

function chart(figure: Figure): ChartFigure {
  if (figure.kind !== 'chart') throw new Error(`no chart: ${JSON.stringify(figure).slice(0, 200)}`)
  return figure
}

function diagram(figure: Figure): DiagramFigure {
  if (figure.kind !== 'diagram') throw new Error(`no diagram: ${JSON.stringify(figure).slice(0, 200)}`)
  return figure
}

/** Rows of data anywhere in a spec. */
function rowsOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(rowsOf)
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'data' && Array.isArray(part?.values) ? part.values : rowsOf(part),
  )
}

test('without inputs every figure says what it needs', () => {
  for (const { title, make } of FIGURES)
    expect(make(paperInput({ published })), title).toMatchObject({ kind: 'missing' })
})

test('1: an example as text and as JSON', () => {
  const { svg, notes } = diagram(taskOverview(fullInput()))
  expect(svg).toContain('A: 1')
  expect(svg).toContain('"total": ')
  expect(notes).toEqual(['Example q4 of the dataset, with its expected value.'])
})

test('2: counts by split and complexity', () => {
  const rows = rowsOf(chart(complexityDistribution(fullInput())).spec)
  expect(rows.map(({ split, level }) => `${split} ${level}`)).toEqual([
    ...['simple', 'medium', 'complex'].map((level) => `q4 ${level}`),
    ...['simple', 'medium', 'complex'].map((level) => `train ${level}`),
  ])
  expect(rows.slice(0, 3).reduce((sum, { count }) => sum + Number(count), 0)).toBe(60)
})

test('3: the layers of the configuration', () => {
  const { svg, caption, notes } = diagram(architectureDiagram(fullInput()))
  for (const text of [
    '5 ×',
    '1,024 × 256',
    '4 heads, 2 for keys/values',
    '256 – 768 – 256',
    'weights of the embedding',
  ]) {
    expect(svg).toContain(`>${text}<`)
  }
  expect(caption).toBe('Architecture of the model (llama, 4.0 M parameters)')
  expect(notes).toEqual(['Parameters are counted from the configuration.'])
})

describe('4: training', () => {
  test('loss and JSONExact over tokens where all logs count them, over steps otherwise', () => {
    const rows = rowsOf(chart(trainingCurves(paperInput({ trainings: [log] }))).spec)
    expect(rows).toEqual([
      { model: 'nano', x: 0, y: 4 },
      { model: 'nano', x: 100, y: 2 },
      { model: 'nano', x: 0, y: 0 },
      { model: 'nano', x: 100, y: 25 },
    ])
    const steps = readTrainingLog('{"step":3,"loss":1}', 'b', 'b')
    expect(rowsOf(chart(trainingCurves(paperInput({ trainings: [log, steps] }))).spec)[1]).toMatchObject({
      x: 10,
    })
  })

  test('the notes name the logs whose completions were not generated', () => {
    const line = '{"kind":"validation","set":"official","step":9,"tokens":50,"exact":0.5}'
    const { notes } = chart(trainingCurves(paperInput({ trainings: [log, readTrainingLog(line, 'b', 'b')] })))
    expect(notes).toEqual([expect.stringMatching(/^JSONExact of b is measured with teacher forcing: /)])
  })

  test('long curves are averaged, which the notes say, and end where they end', () => {
    const lines = Array.from({ length: 5_000 }, (_, step) => `{"step":${step},"loss":${step % 2}}`)
    const figure = chart(
      trainingCurves(paperInput({ trainings: [readTrainingLog(lines.join('\n'), 'a', 'a')] })),
    )
    const rows = rowsOf(figure.spec)
    expect(rows.length).toBeLessThanOrEqual(400)
    expect(Number(rows.at(-1)?.x)).toBeGreaterThan(4_980)
    expect(figure.notes).toEqual(['Curves of more than 400 points are drawn as means of neighbours.'])
  })
})

describe('5: results by complexity', () => {
  test('lenient alone, official with published figures, which have no interval', () => {
    const own = chart(resultsByComplexity(fullInput('q4', false)))
    expect(own.caption).toContain('lenient mode')
    const together = chart(resultsByComplexity(comparableInput()))
    expect(together.caption).toContain('official mode')
    const theirs = rowsOf(together.spec).filter((row) => row.published)
    expect(theirs.map(({ model, value, low }) => [model, value, low])).toEqual([
      ['Theirs-360M †', 78.9, null],
      ['Theirs-360M †', 51.4, null],
      ['Theirs-360M †', 4, null],
    ])
    expect(together.notes).toContain('Hollow marks with †: published, not measured here.')
  })

  test('published figures stand in no plot with measured ones that do not compare', () => {
    for (const make of [resultsByComplexity, sizePareto]) {
      const { spec, notes } = chart(make(fullInput()))
      expect(JSON.stringify(spec)).not.toContain('Theirs')
      expect(notes).toContain('Published figures are left out of the plot.')
      expect(notes.join(' ')).toMatch(/are not comparable with published ones: .*token limit 2048, not 512/)
    }
  })
})

describe('6: accuracy against size', () => {
  test('by bytes where all are known; a parser without weights is a line', () => {
    const figure = chart(sizePareto(fullInput('q4', false)))
    expect(JSON.stringify(figure.spec)).toContain('size of the weights (MB)')
    const rows = rowsOf(figure.spec)
    expect(rows.find(({ name }) => name === 'rules')).toEqual({ name: 'rules', value: expect.any(Number) })
    expect(
      rows.filter(({ size, name }) => size !== undefined && name !== undefined).map(({ size }) => size),
    ).toEqual([137, 538])
    expect(figure.notes).toContain('Dashed: a parser without weights.')
  })

  test('by parameters with published models; runs without parameters are named', () => {
    const [first, ...rest] = fullInput().runs
    if (first === undefined) throw new Error('runs')
    const unknown = {
      ...first,
      label: 'mystery',
      report: { ...first.report, model: { ...first.report.model, parameters: null } },
    }
    const runs = [unknown, ...rest].map(comparable)
    const figure = chart(sizePareto(paperInput({ runs, published })))
    expect(JSON.stringify(figure.spec)).toContain('parameters (millions)')
    expect(rowsOf(figure.spec).filter(({ published }) => published)).toMatchObject([
      { name: 'Theirs-360M †', size: 360 },
    ])
    expect(figure.notes).toContain('Left out, because their size is not known: mystery.')
  })
})

test('a model has the same colour and shape in every figure', () => {
  const input = comparableInput()
  const looks = new Map<string, Set<string>>()
  for (const make of [resultsByComplexity, sizePareto]) {
    const found: { domain: string[]; range: string[] }[] = []
    JSON.stringify(chart(make(input)).spec, (key, value) => {
      if (key === 'scale' && Array.isArray(value?.range)) found.push(value)
      return value
    })
    for (const { domain, range } of found) {
      domain.forEach((name, index) => {
        const look = range[index] ?? ''
        if (look === 'white') return
        const kind = look.startsWith('#') ? 'colour' : 'shape'
        looks.set(`${name} ${kind}`, (looks.get(`${name} ${kind}`) ?? new Set()).add(look))
      })
    }
  }
  expect(looks.size).toBeGreaterThan(5)
  for (const [name, set] of looks) expect([...set], name).toHaveLength(1)
  // Figures 7 and 8 carry the colour in their rows.
  const [colour] = looks.get('fp32 colour') ?? []
  const bars = rowsOf(chart(errorBars(input)).spec).filter(({ title }) => String(title).startsWith('fp32'))
  expect(new Set(bars.map((row) => row.colour))).toEqual(new Set([colour]))
  const times = rowsOf(chart(latencyRanges(input)).spec).filter(({ text }) => String(text).startsWith('fp32'))
  expect(times.map((row) => row.colour)).toEqual([colour])
})

test('the caption mentions a line only if there is one', () => {
  const [only] = sampleViews([{ name: 'q4' }])
  if (only === undefined) throw new Error('runs')
  expect(chart(sizePareto(paperInput({ runs: [only] }))).caption).not.toContain('the line')
})

test('7: median and 95th percentile by machine, live runs only', () => {
  const runs = sampleViews([
    { name: 'a', machine: 'pi5' },
    { name: 'b', machine: 'pi5' },
    { name: 'c', replayed: true },
  ])
  const figure = chart(latencyRanges(paperInput({ runs })))
  const { totalMs } = runs[0]?.report.latency ?? {}
  expect(rowsOf(figure.spec)).toMatchObject([
    { heading: 'pi5', p50: totalMs?.p50, p95: totalMs?.p95 },
    { heading: null, text: expect.stringMatching(/^b: .* \(p95 .*\)$/) },
  ])
  expect(figure.notes).toEqual(['Left out, because replayed or not measured: c.'])
})

describe('7: platforms', () => {
  const figure = chart(platforms(paperInput({ runs: platformRuns() })))
  const panels = panelsOf(figure.spec)

  test('a panel for each cost that two runs have, with the numbers of the first part', () => {
    expect(panels.map(({ title }) => title)).toEqual([
      'time to first token, p50 (ms)',
      'each further token, p50 (ms)',
      'wall clock for each example (ms)',
      'peak memory (MiB)',
      'energy of an example, gross (J)',
    ])
    expect(panels.map(({ points }) => points.map(({ number }) => number))).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2],
      [1, 2],
      [1, 2],
    ])
    expect(panels[2]?.points.map(({ size }) => size)).toEqual([100, 1000])
    const texts = rowsOf(figure.spec).flatMap(({ text }) => (text === undefined ? [] : [String(text)]))
    expect(texts.map((text) => text.split(':')[0])).toEqual([
      '1  nano, onnx',
      '2  nano, transformers.js, cpu',
      '3  nano, onnx',
    ])
  })

  test('an emulated machine is in no panel, and a note says so', () => {
    const [first] = panels
    expect(first?.points).toHaveLength(3)
    expect(first?.line[0]?.size).toBe(first?.points[0]?.size)
    expect(figure.notes.join(' ')).toContain('Emulated, so without times')
    expect(figure.notes).toContain('Scope of the energy: 1 CPU package.')
  })

  test('joules of two scopes are in two panels, so a single one of each is in none', () => {
    const runs = platformRuns().map((run, index) =>
      run.report.energy === undefined
        ? run
        : { ...run, report: { ...run.report, energy: { ...run.report.energy, scope: `meter ${index}` } } },
    )
    const titles = panelsOf(chart(platforms(paperInput({ runs }))).spec).map(({ title }) => title)
    expect(titles.join()).not.toContain('energy')
  })

  test('one run has no panel', () => {
    const [only] = platformRuns()
    if (only === undefined) throw new Error('runs')
    expect(chart(platforms(paperInput({ runs: [only] }))).caption).not.toContain('JSONExact')
  })

  test('its specification draws without a warning', async () => {
    const { svg, warnings } = await (await loadChartRenderer()).toSvg(figure.spec)
    expect(warnings).toEqual([])
    expect(svg).toContain('wall clock for each example (ms)')
  })
})

interface Point {
  readonly number: number
  readonly size: number
}

/** Title, points and line of the panels below the first part. */
function panelsOf(spec: unknown): { title: string; points: Point[]; line: { size: number }[] }[] {
  const { vconcat = [] } = spec as { vconcat?: { hconcat?: { layer: unknown[] }[] }[] }
  return vconcat.flatMap(({ hconcat = [] }) =>
    hconcat.map(({ layer }) => {
      const [line, marks] = layer as { data: { values: unknown[] }; encoding: { x: { title: string } } }[]
      return {
        title: line?.encoding.x.title ?? '',
        line: (line?.data.values ?? []) as { size: number }[],
        points: (marks?.data.values ?? []) as Point[],
      }
    }),
  )
}

test('8: a panel for each model with misses', () => {
  const runs = sampleViews([{ name: 'q4' }, { name: 'perfect', fate: () => 'exact' }])
  const rows = rowsOf(chart(errorBars(paperInput({ runs, published }))).spec)
  expect([...new Set(rows.map(({ title }) => title))]).toEqual(['q4\n20 misses', 'Theirs-360M †\npublished'])
  expect(rows.find(({ name }) => name === 'omission')).toMatchObject({
    share: 100,
    text: '100.0',
    published: false,
  })
  expect(rows.filter(({ published }) => published)).toHaveLength(2)
})

import type { TopLevelSpec } from 'vega-lite'
import { FONT_SIZE, INK, MUTED, THEME } from '../../../reporters/paper/figures/theme.ts'
import { loadChartRenderer } from '../../../reporters/paper/render-chart.ts'
import { summarise } from './compare.ts'
import type { BenchFile } from './results.ts'

/** Tokens a second of every contender, one panel for each model. */
export function speedChart({ groups }: BenchFile): TopLevelSpec {
  const values = groups.flatMap((group) =>
    group.contenders.flatMap((contender) => {
      const { tokensPerSecond } = summarise(contender)
      if (tokensPerSecond === null) return []
      const whose = contender.kind === 'peer' ? 'other engines' : 'ours'
      return [{ group: group.name, name: contender.name, speed: tokensPerSecond, whose }]
    }),
  )
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: { field: 'speed', op: 'max' as const, order: 'descending' as const },
    title: null,
  }
  return {
    config: THEME,
    data: { values },
    facet: {
      row: { field: 'group', type: 'nominal', title: null, header: { orient: 'top', labelAnchor: 'start' } },
    },
    resolve: { scale: { x: 'independent', y: 'independent' } },
    spec: {
      width: 560,
      height: { step: 30 },
      encoding: { y },
      layer: [
        {
          mark: { type: 'bar', height: 20 },
          encoding: {
            x: { field: 'speed', type: 'quantitative', title: 'tokens a second, prompts included' },
            color: {
              field: 'whose',
              type: 'nominal',
              scale: { domain: ['ours', 'other engines'], range: ['#0072b2', MUTED] },
            },
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 6, fontSize: FONT_SIZE, color: INK },
          encoding: {
            x: { field: 'speed', type: 'quantitative' },
            text: { field: 'speed', type: 'quantitative', format: '.0f' },
          },
        },
      ],
    },
  }
}

/** The chart as SVG. @throws EdgejsonError when the plotting libraries are not installed. */
export async function drawSpeed(file: BenchFile): Promise<string> {
  const renderer = await loadChartRenderer()
  return (await renderer.toSvg(speedChart(file))).svg
}

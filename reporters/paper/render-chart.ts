import type { TopLevelSpec } from 'vega-lite'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { svgDocument, svgText } from './figures/svg.ts'
import { textWidth } from './figures/text-width.ts'

declare module 'vega' {
  /** The function with which Vega computes the width of a text; it is missing in the package's types. */
  export const textMetrics: {
    width(item: { readonly fontSize?: number; readonly text?: unknown }, text?: unknown): number
  }
}

export interface DrawnChart {
  readonly svg: string
  /** Warnings of the plotting library about the chart. */
  readonly warnings: readonly string[]
}

/** Draws charts and converts drawings to PNG. */
export interface ChartRenderer {
  toSvg(spec: TopLevelSpec): Promise<DrawnChart>
  /** PNG of twice the size of the drawing. */
  toPng(svg: string): Uint8Array
  /** False on a machine without fonts, where a PNG would have no letters. */
  readonly hasFonts: boolean
}

/** Pixels of a PNG for each pixel of the drawing. */
const ZOOM = 2

/**
 * Loads the plotting libraries, which only figures need.
 *
 * @throws {EdgejsonError} `BAD_OPTION` that says what to install.
 */
export async function loadChartRenderer(): Promise<ChartRenderer> {
  const { vega, vegaLite, Resvg } = await importLibraries()
  const toPng = (svg: string): Uint8Array =>
    new Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM }, font: { loadSystemFonts: true } }).render().asPng()
  return {
    toPng,
    hasFonts: drawsText(Resvg),
    async toSvg(spec) {
      const { width } = vega.textMetrics
      // Without a canvas Vega assumes 0.8 em for each letter; with one, the width depends on the machine.
      vega.textMetrics.width = (item, text) => textWidth(String(text ?? item.text ?? ''), item.fontSize ?? 11)
      vega.resetSVGDefIds()
      const warnings: string[] = []
      const logger = vega.logger(vega.Warn, undefined, (_method, _level, input) => {
        warnings.push(...input.map(String))
      })
      const view = new vega.View(vega.parse(vegaLite.compile(spec, { logger }).spec), {
        renderer: 'none',
        logger,
      })
      try {
        return { svg: `${await view.toSVG()}\n`, warnings }
      } finally {
        view.finalize()
        vega.textMetrics.width = width
      }
    },
  }
}

async function importLibraries() {
  try {
    const [vega, vegaLite, { Resvg }] = await Promise.all([
      import('vega'),
      import('vega-lite'),
      import('@resvg/resvg-js'),
    ])
    return { vega, vegaLite, Resvg }
  } catch (error) {
    throw new EdgejsonError(
      'BAD_OPTION',
      'figures need plotting libraries that are not installed; run: npm i -D vega vega-lite @resvg/resvg-js ' +
        `(${errorMessage(error).split('\n')[0]})`,
      { cause: error },
    )
  }
}

/** Whether a drawn letter changes any pixel. */
function drawsText(Resvg: typeof import('@resvg/resvg-js').Resvg): boolean {
  const page = (text: string): Uint8Array =>
    new Resvg(svgDocument(40, 40, 'test', [svgText(5, 30, text)]), {
      font: { loadSystemFonts: true },
    }).render().pixels
  return !Buffer.from(page('E')).equals(Buffer.from(page('')))
}

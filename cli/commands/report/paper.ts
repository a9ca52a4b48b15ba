import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { FIGURES, type FigureMaker } from '../../../reporters/paper/figures/index.ts'
import type { PaperInput } from '../../../reporters/paper/paper-input.ts'
import { renderCsv } from '../../../reporters/paper/render/csv.ts'
import { renderLatex } from '../../../reporters/paper/render/latex.ts'
import { renderCaption, renderMarkdown } from '../../../reporters/paper/render/markdown.ts'
import { type IndexEntry, renderIndex } from '../../../reporters/paper/render/paper-index.ts'
import { type ChartRenderer, loadChartRenderer } from '../../../reporters/paper/render-chart.ts'
import { TABLES, type TableMaker } from '../../../reporters/paper/tables/index.ts'
import { type PaperOptions, readPaperInput } from './paper-inputs.ts'

/** What was written, and what was left out because an input is missing. */
export interface PaperResult {
  readonly outDir: string
  /** Paths below `outDir`, in order. */
  readonly written: readonly string[]
  readonly omitted: readonly { readonly title: string; readonly missing: string }[]
  /** What a person should look at: a chart that its library complains of, PNGs that this machine cannot draw. */
  readonly warnings: readonly string[]
}

/** A table or figure with the content of its files; no files where an input is missing. */
interface Made extends IndexEntry {
  readonly contents: ReadonlyMap<string, string | Uint8Array>
}

const TABLE_FORMATS = ['md', 'csv', 'tex'] as const
const FIGURE_FORMATS = ['svg', 'png'] as const

const tableBase = ({ number, slug }: TableMaker): string => `tables/table-${number}-${slug}`
const figureBase = ({ number, slug }: FigureMaker): string => `figures/figure-${number}-${slug}`

/** Every file that a paper may have; those that this one has not are of an earlier one. */
const POSSIBLE_FILES: readonly string[] = [
  ...TABLES.flatMap((maker) => TABLE_FORMATS.map((format) => `${tableBase(maker)}.${format}`)),
  ...FIGURES.flatMap((maker) => FIGURE_FORMATS.map((format) => `${figureBase(maker)}.${format}`)),
]

/**
 * Writes tables 1 to 9 (Markdown, CSV, LaTeX), figures 1 to 8 (SVG, PNG) and an index into a folder. What lacks an
 * input is left out, the index and the result say why, and its files of an earlier paper are removed. The same inputs
 * give the same bytes; PNGs also depend on the fonts of the machine.
 *
 * @throws {EdgejsonError} for an input that cannot be read, for a folder that cannot be written, and where the plotting
 * libraries are not installed; nothing is written then.
 */
export async function writePaper(options: PaperOptions): Promise<PaperResult> {
  const input = await readPaperInput(options)
  const warnings: string[] = []
  const charts = options.figures === false ? null : await loadChartRenderer()
  if (charts !== null && !charts.hasFonts) {
    warnings.push(
      'no PNG was written: this machine has no font for its letters; install one, such as fonts-liberation',
    )
  }
  const made = [...tables(input), ...(charts === null ? [] : await figures(input, charts, warnings))]
  const files = new Map<string, string | Uint8Array>([['README.md', indexText(options, input, made)]])
  for (const { contents } of made) for (const [name, content] of contents) files.set(name, content)
  writeFiles(options.outDir, files)
  return {
    outDir: options.outDir,
    written: [...files.keys()],
    omitted: made.flatMap(({ title, missing }) => (missing === null ? [] : [{ title, missing }])),
    warnings,
  }
}

function tables(input: PaperInput): Made[] {
  return TABLES.map((maker): Made => {
    const { number, slug, title } = maker
    const table = maker.make(input)
    const base = tableBase(maker)
    const heading = `Table ${number}`
    const entry = { title: `${heading}: ${title}`, image: null }
    if (table.kind === 'missing') {
      return { ...entry, missing: table.what, files: [], body: '', contents: new Map() }
    }
    const body = renderMarkdown(table, heading)
    const contents = new Map([
      [`${base}.md`, body],
      [`${base}.csv`, renderCsv(table)],
      [`${base}.tex`, renderLatex(table, `edgejson-${slug}`)],
    ])
    return { ...entry, missing: null, files: [...contents.keys()], body, contents }
  })
}

async function figures(input: PaperInput, charts: ChartRenderer, warnings: string[]): Promise<Made[]> {
  const made: Made[] = []
  for (const maker of FIGURES) {
    const { number, title } = maker
    const figure = maker.make(input)
    const base = figureBase(maker)
    const entry = { title: `Figure ${number}: ${title}` }
    if (figure.kind === 'missing') {
      made.push({ ...entry, missing: figure.what, files: [], body: '', image: null, contents: new Map() })
      continue
    }
    const drawn =
      figure.kind === 'chart' ? await charts.toSvg(figure.spec) : { svg: figure.svg, warnings: [] }
    warnings.push(...drawn.warnings.map((warning) => `figure ${number}: ${printable(warning, 300)}`))
    const contents = new Map<string, string | Uint8Array>([[`${base}.svg`, drawn.svg]])
    if (charts.hasFonts) contents.set(`${base}.png`, charts.toPng(drawn.svg))
    const body = renderCaption(`Figure ${number}`, figure.caption, figure.notes)
    made.push({ ...entry, missing: null, files: [...contents.keys()], image: `${base}.svg`, body, contents })
  }
  return made
}

function indexText(options: PaperOptions, input: PaperInput, made: readonly Made[]): string {
  return renderIndex({
    tool: `${packageInfo.name} ${packageInfo.version}`,
    runs: input.runs,
    datasets: input.datasets,
    published: input.published,
    entries: made,
    figures: options.figures !== false,
  })
}

/** All texts and pictures are made before the first file is touched. */
function writeFiles(outDir: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  try {
    for (const name of POSSIBLE_FILES) {
      if (!files.has(name)) rmSync(path.join(outDir, name), { force: true })
    }
    for (const [name, content] of files) {
      const file = path.join(outDir, name)
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, content)
    }
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `cannot write the paper to "${printable(outDir, 300)}": ${errorMessage(error)}; name a folder that can be written.`,
      { cause: error },
    )
  }
}

import { tableHead, tableLine } from '../../render/markdown/markdown-table.ts'
import { markdownText } from '../../render/markdown/markdown-text.ts'
import type { PaperDataset } from '../paper-input.ts'
import type { Published } from '../published.ts'
import type { RunView } from '../run-view.ts'
import { PUBLISHED, PUBLISHED_MARK } from '../table.ts'

/** A table or figure in the index. */
export interface IndexEntry {
  /** `Table 1: Dataset statistics` */
  readonly title: string
  /** Markdown below the title: a table, or caption and notes of a figure. */
  readonly body: string
  /** Paths below the folder; none where an input is missing. */
  readonly files: readonly string[]
  /** The file to show in the index. */
  readonly image: string | null
  /** The missing input; null where the item was made. */
  readonly missing: string | null
}

export interface PaperIndex {
  /** Name and version of this package. */
  readonly tool: string
  readonly runs: readonly RunView[]
  readonly datasets: readonly PaperDataset[]
  readonly published: Published | null
  readonly entries: readonly IndexEntry[]
  /** Whether figures were requested. */
  readonly figures: boolean
}

/**
 * The README of a paper's folder: its content, the runs that it was made from, and what was left out because an input
 * is missing.
 */
export function renderIndex({ tool, runs, datasets, published, entries, figures }: PaperIndex): string {
  const made = entries.filter(({ missing }) => missing === null)
  const omitted = entries.filter(({ missing }) => missing !== null)
  return [
    '# Tables and figures\n',
    `Made by ${markdownText(tool)} from ${runs.length === 1 ? 'this run' : `these ${runs.length} runs`}:\n`,
    ...(runs.length === 0 ? [] : [runTable(runs)]),
    datasets.length === 0
      ? ''
      : `Examples: ${datasets.map(({ name, examples }) => `${markdownText(name)} (${examples.length})`).join(', ')}.\n`,
    published === null
      ? ''
      : `${PUBLISHED_MARK} marks figures that were ${PUBLISHED}: ${markdownText(published.source, 300)}.\n`,
    '## Left out\n',
    omitted.length === 0
      ? 'Nothing: every input was there.\n'
      : omitted
          .map(({ title, missing }) => `- ${title}. It needs ${markdownText(missing ?? '', 500)}.\n`)
          .join(''),
    figures ? '' : 'Figures were not requested.\n',
    ...made.map(entryText),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function runTable(runs: readonly RunView[]): string {
  const rows = runs.map(({ label, report }) => {
    const { model, machine, dataset, tool, createdAt } = report
    const sha256 = model.sha256 === null ? 'not known' : `\`${hex(model.sha256)}\``
    const settings = `${report.fingerprint.template} prompt, at most ${report.fingerprint.maxNewTokens} tokens`
    return [
      markdownText(label),
      markdownText(model.id, 80),
      sha256,
      `${markdownText(dataset.name, 80)} \`${hex(dataset.sha256)}\``,
      markdownText(settings),
      markdownText(machine.label, 80),
      markdownText(createdAt.slice(0, 16).replace('T', ' ')),
      markdownText(`${tool.name} ${tool.version}`, 60),
    ]
  })
  const head = ['run', 'model', 'SHA-256 of the weights', 'dataset', 'settings', 'machine', 'date', 'tool']
  return `${[tableHead(head, []), ...rows.map(tableLine)].join('\n')}\n`
}

/** The first digits identify a file. Characters other than hexadecimal digits are left out. */
function hex(sha256: string): string {
  return sha256.replace(/[^0-9a-f]/gi, '').slice(0, 12)
}

function entryText({ title, body, files, image }: IndexEntry): string {
  const links = files.map((file) => `[${file}](${file})`).join(', ')
  const picture = image === null ? [] : [`![${title}](${image})\n`]
  return [`## ${title}\n`, ...picture, body, `${links}\n`].join('\n')
}

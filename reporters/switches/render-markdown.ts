import type { SwitchesRecord } from '../../plugin/records/switches.ts'
import { markdownTable } from '../render/markdown/markdown-table.ts'
import { markdownText } from '../render/markdown/markdown-text.ts'
import { notesOf, settingsText, tablesOf } from './columns.ts'

/** The tables of a record as GitHub's Markdown, and what follows from them. Untrusted text has no effect. */
export function renderSwitchesMarkdown(record: SwitchesRecord, title = 'EdgeJSON switches'): string {
  const { variants, warnings, advice } = record
  const blocks = [
    `## ${inert(title)}`,
    settingsText(record).map(inert).join(' · '),
    list(advice),
    ...warnings.map((text) => `**Warning:** ${inert(text)}`),
    list(
      variants.flatMap(({ name, notMeasured }) =>
        notMeasured === null ? [] : [`${name} was not measured: ${notMeasured}`],
      ),
    ),
    ...tablesOf(record).map(({ title, columns, rows }) =>
      markdownTable(
        [title, ...columns.map((column) => column.title)].map(inert),
        rows.map((variant) => [variant.name, ...columns.map((column) => column.text(variant))].map(inert)),
      ),
    ),
    ...(notesOf(record).length === 0 ? [] : [`<sub>${notesOf(record).map(inert).join(' ')}</sub>`]),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function list(texts: readonly string[]): string {
  return texts.map((text) => `- ${inert(text)}`).join('\n')
}

/** Untrusted text on one line and without effect. */
function inert(text: string): string {
  return markdownText(text, 1_000)
}

import path from 'node:path'
import type { SwitchesRecord } from '../../../plugin/records/switches.ts'
import { compareGroups } from '../../../reporters/compare/index.ts'
import { renderHtml } from '../../../reporters/render/html/render-html.ts'
import { renderSwitchesMarkdown, type VariantRun } from '../../../reporters/switches/index.ts'
import { jsonText, writeOutput } from '../../output.ts'

/** Table and record, and the page of all runs with their comparison. */
export async function writeFiles(
  out: string,
  record: SwitchesRecord,
  runs: readonly VariantRun[],
): Promise<string[]> {
  const named = runs.flatMap(({ name, report }) => (report === null ? [] : [{ label: name, report }]))
  const at = (name: string): string => path.join(out, name)
  const reference = Math.max(
    0,
    named.findIndex(({ label }) => label === record.reference),
  )
  const comparisons = compareGroups(named, { reference, margin: record.margin, metric: 'jsonExact' })
  const page = (): Iterable<string> =>
    renderHtml(
      named.map(({ report }) => report),
      { comparisons },
    )
  const files: [string, () => Iterable<string>][] = [
    [at('switches.json'), () => [jsonText(record)]],
    [at('switches.md'), () => [renderSwitchesMarkdown(record)]],
    ...(named.length === 0 ? [] : [[at('report.html'), page] as [string, () => Iterable<string>]]),
  ]
  for (const [file, chunks] of files) await writeOutput(file, chunks(), process.stdout)
  return files.map(([file]) => file)
}

import { EdgejsonError } from '../../../plugin/core/errors.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { assets } from './assets.ts'
import { contentPolicy } from './content-policy.ts'
import { pageDataJson } from './embed/page-data-json.ts'
import { html } from './markup.ts'
import type { HtmlOptions } from './options.ts'
import { pageTitle } from './sections/header.ts'
import { pageBody } from './sections/page-body.ts'

/**
 * Reports as one HTML file that needs no network: overview, figures and charts as plain markup, all examples as data
 * for the page's own script. In pieces, so that a page of many megabytes is never one string. Pure.
 *
 * Foreign text reaches the page escaped (markup) or as JSON that the script shows as text; a strict content policy
 * stands behind that. Texts are shortened where 10,000 examples would not fit into 20 MB; report.json has the whole.
 *
 * @throws EdgejsonError `BAD_ARGUMENT` where a comparison names a run that is not among the reports.
 */
export function* renderHtml(reports: readonly RunReport[], options: HtmlOptions = {}): Generator<string> {
  const { script, style } = assets()
  const compare = compareIndexes(reports, options)
  yield html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${pageTitle(reports)}</title>
`.text
  yield `<style>${style}</style>\n</head>\n`
  yield pageBody(reports, options).text
  yield '<script type="application/json" id="page-data">'
  yield* pageDataJson(reports, compare)
  yield `</script>\n<script type="module">${script}</script>\n</body>\n</html>\n`
}

/** Which two runs the list of examples compares at first: a comparison's first run and its reference. */
function compareIndexes(
  reports: readonly RunReport[],
  { comparisons = [] }: HtmlOptions,
): readonly [number, number] | null {
  if (comparisons.some(({ indexes }) => indexes.some((index) => reports[index] === undefined))) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'a comparison names runs that the page does not have: pass compareGroups the reports of the page, in their order',
    )
  }
  const [first] = comparisons.flatMap(({ comparison, indexes }) => {
    const at = (key: string | undefined): number =>
      indexes[comparison?.runs.findIndex((run) => run.key === key) ?? -1] ?? -1
    return comparison === null
      ? []
      : [[at(comparison.against[0]?.candidate), at(comparison.reference)] as const]
  })
  return first ?? null
}

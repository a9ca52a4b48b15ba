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
 * Reports as one HTML file that needs no network: overview, figures and charts are markup, all examples are data for the
 * page's own script. In pieces, so that a page of many megabytes is never one string. A pure function.
 *
 * Untrusted text is escaped in the markup, or it is JSON that the script shows as text; a strict content security policy
 * is a second protection. Texts are shortened where 10,000 examples would exceed 20 MB; report.json has the whole texts.
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

/** The two runs that the list of examples compares at first: the first run of a comparison and its reference. */
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

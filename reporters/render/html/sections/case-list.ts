import { integer } from '../../../../plugin/core/format.ts'
import { type Html, html } from '../markup.ts'
import { type Place, section } from './section.ts'

const FILTERS = [
  ['status', 'State'],
  ['errorClass', 'Error class'],
  ['complexity', 'Complexity'],
  ['schema', 'Schema'],
  ['source', 'Source'],
] as const

/** The frame of the list of examples; the page's script fills it from the embedded data. */
export function caseList(
  runs: number,
  { cases, listed }: { readonly cases: number; readonly listed: number },
  place: Place,
): Html {
  return section(
    place,
    'examples',
    'Examples',
    html`<noscript><p class="warning">The list of ${integer(cases)} examples needs scripts, which are disabled. Everything above works without scripts, and report.json contains the examples.</p></noscript>
${
  listed === cases
    ? null
    : html`<p class="warning">The list has ${integer(listed)} of ${integer(cases)} examples: the most urgent, and of one status the first. report.json contains all.</p>`
}
<div id="case-list" hidden="">
<form id="case-filters" role="search" aria-label="Examples">
${runs > 1 ? html`${select('run', 'Run')}${select('with', 'Compare with')}${select('change', 'Change')}` : null}
${FILTERS.map(([name, label]) => select(name, label))}
<div class="field search"><label for="case-search">Search</label><input type="search" id="case-search" name="q" autocomplete="off" spellcheck="false" placeholder="prompt, output, expected, id, path" aria-describedby="case-search-help"/></div>
<button type="reset">Clear</button>
<p id="case-search-help" class="aside">Words in any order; “several words” in quotation marks are a phrase. Upper and lower case are equal.</p>
</form>
<div class="list-head"><p id="case-count" role="status" tabindex="-1"></p><button type="button" id="case-open-all" aria-pressed="false">Open all on this page</button></div>
<div class="scroll" role="group" aria-label="Table of examples">
<table id="cases"><caption class="hidden">Examples; a button in each row opens prompt, output and differences</caption><thead></thead><tbody></tbody></table>
</div>
<nav id="case-pages" aria-label="Pages of examples"></nav>
</div>`,
  )
}

function select(name: string, label: string): Html {
  return html`<div class="field"><label for="case-${name}">${label}</label><select id="case-${name}" name="${name}"></select></div>`
}

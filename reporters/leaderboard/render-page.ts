import { createHash } from 'node:crypto'
import { integer, plural } from '../../plugin/core/format.ts'
import { EMPTY, Html, html } from '../render/html/markup.ts'
import { shorten } from '../render/shorten.ts'
import { type Column, columnsOf, rankCell } from './page/columns.ts'
import { SCRIPT } from './page/script.ts'
import { STYLE } from './page/style.ts'
import type { Leaderboard, LeaderboardEntry, Refusal } from './types.ts'

/** Tied models that are named; the rest is counted. */
const MAX_TIES = 4

/**
 * The board as one HTML page: no network, nothing foreign becomes markup, and the content policy lets only the page's
 * own style and script run. Sortable by every column; readable without scripts.
 */
export function renderLeaderboardPage(board: Leaderboard): string {
  const columns = columnsOf(board)
  const { entries, dataset, rejected, leftOut, title } = board
  const common = commonSettings(entries)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${shorten(title)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>${shorten(title)}</h1>
<p class="soft">${plural(entries.length, 'model')} on the dataset ${shorten(dataset.name)}, ${plural(dataset.examples, 'example')}${common === null ? EMPTY : html`, ${common}`}. Dataset SHA-256 <code>${dataset.sha256.slice(0, 16)}</code>, metric version ${board.metricVersion}, extraction version ${board.extractionVersion}.</p>
</header>
<main>
${trust(board)}
<div class="scroll" role="region" aria-labelledby="caption" tabindex="0">
<table id="board">
<caption id="caption" class="visually-hidden">Models by JSONExact; every column can be sorted</caption>
<thead><tr>${sortHead('Rank', 'the ranks that the paired tests leave open; models without a significant difference share ranks', 'ascending', false)}<th scope="col" class="text">Model</th>${columns.map((column) => sortHead(column.title, column.hint, column.first, column.title === 'JSONExact'))}</tr></thead>
<tbody>
${entries.map((entry) => row(entry, columns, common === null))}
</tbody>
</table>
</div>
<p id="sorted" class="visually-hidden" role="status"></p>
${reading(board)}
${refusals('Rejected', 'Their figures were wrong, or could not be checked.', rejected)}
${refusals('Left out', 'Not part of this leaderboard.', leftOut)}
</main>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`.text
}

/** Hashes of the page's own style and script; nothing else may load or run. */
function policy(): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  return `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'`
}

function trust({ againstDataset }: Leaderboard): Html {
  return againstDataset
    ? html`<p>Every completion was scored again for this page, against the dataset itself; no quality figure is taken from a submission.</p>`
    : html`<p class="warning">Every completion was scored again for this page, but without the dataset: prompts and expected values are those of the submissions, which agree with each other. Build the page with <code>--dataset FILE</code> to check them.</p>`
}

function sortHead(title: string, hint: string, first: string, sorted: boolean): Html {
  return html`<th scope="col" data-first="${first}"${sorted ? html` aria-sort="descending"` : EMPTY}><button type="button" title="${hint}">${title}</button></th>`
}

function row(entry: LeaderboardEntry, columns: readonly Column[], settings: boolean): Html {
  return html`<tr>${rankCell(entry)}${modelCell(entry, settings)}${columns.map((column) => html`<td class="n" data-v="${column.value(entry)}">${column.cell(entry)}</td>`)}</tr>
`
}

function modelCell(entry: LeaderboardEntry, settings: boolean): Html {
  const { label, model, tiedWith, badge } = entry
  const engine = [model.engine, model.engineVersion].filter((part) => part !== null).join(' ')
  const named = tiedWith
    .slice(0, MAX_TIES)
    .map((label) => shorten(label))
    .join(', ')
  const more = tiedWith.length > MAX_TIES ? ` and ${tiedWith.length - MAX_TIES} more` : ''
  const asked = settings ? html` · ${settingsText(entry)}` : EMPTY
  const ties = tiedWith.length === 0 ? EMPTY : html`<small>tied with ${named}${more}</small>`
  return html`<th scope="row" class="text model"><b>${shorten(label)}</b><small>${shorten(engine)}${asked} · <a href="${badge}">badge</a></small>${ties}</th>`
}

function settingsText({ settings }: LeaderboardEntry): string {
  const { template, maxNewTokens, stop } = settings
  return `template ${shorten(template)}, at most ${integer(maxNewTokens)} tokens, stop ${stop}`
}

/** The request settings of all models; null if they differ, and each row shows its own. */
function commonSettings(entries: readonly LeaderboardEntry[]): string | null {
  const [first, ...others] = [...new Set(entries.map(settingsText))]
  return first === undefined || others.length > 0 ? null : first
}

function reading({ alpha, entries, dataset }: Leaderboard): Html {
  const pairs = (entries.length * (entries.length - 1)) / 2
  return html`<h2>How to read this</h2>
<ul>
<li><b>Rank</b> is the range of ranks that the tests leave open for a model: below every model that is significantly better, above every one that is significantly worse. Models without a significant difference share ranks, whatever their figures: they are ties, and each row names them.</li>
<li>Two models are compared by a paired test on the same ${integer(dataset.examples)} examples (McNemar mid-p, two-sided, ${pairs > 1 ? `Holm over all ${integer(pairs)} pairs, ` : ''}α ${alpha}), not by their intervals, which may overlap although the difference is significant.</li>
<li>Intervals are 95 %: Wilson for shares, bootstrap for FieldF1.</li>
<li>Parameters, size and times are as submitted, because a report cannot prove them; times are shown only of models that ran for the report, and only those of one machine can be compared. n/a is not measured, or not known.</li>
</ul>`
}

function refusals(title: string, meaning: string, list: readonly Refusal[]): Html {
  if (list.length === 0) return EMPTY
  return html`<h2>${title}</h2>
<p class="soft">${meaning}</p>
<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr><th scope="col" class="text">File</th><th scope="col" class="text">Model</th><th scope="col" class="text">Why</th></tr></thead>
<tbody>${list.map(({ file, model, reason }) => html`<tr><th scope="row" class="text"><code>${shorten(file)}</code></th><td class="text">${model === null ? 'unknown' : shorten(model)}</td><td class="text why">${shorten(reason)}</td></tr>`)}</tbody>
</table></div>
`
}

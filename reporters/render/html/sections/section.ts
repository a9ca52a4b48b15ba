import { type Html, type HtmlContent, html } from '../markup.ts'

/** The position of a section: the level of its heading, and a prefix that makes the ids of several runs unique. */
export interface Place {
  readonly level: 2 | 3 | 4
  readonly prefix: string
}

export function section(place: Place, name: string, title: HtmlContent, ...content: HtmlContent[]): Html {
  const id = `${place.prefix}${name}`
  // Named sections are landmarks. Those of several runs are not, because they have equal names.
  const landmark = place.level === 2 ? html` aria-labelledby="${id}-title"` : null
  return html`<section id="${id}"${landmark}>
${heading(place, title, `${id}-title`)}
${content}
</section>
`
}

export function heading({ level }: Place, title: HtmlContent, id: string): Html {
  return html`<h${level} id="${id}">${title}</h${level}>`
}

/** The same place one level deeper. */
export function below({ level, prefix }: Place): Place {
  return { level: level === 2 ? 3 : 4, prefix }
}

/** Longest name in a short table; another part of the page has the whole name. */
export const LONGEST_NAME = 80

export interface Column {
  readonly title: HtmlContent
  /** Numbers are right-aligned. */
  readonly kind?: 'number' | 'text'
  readonly className?: string
}

/** A table that scrolls horizontally where the screen is too narrow. The first cell of a row is its header. */
export function table(options: {
  readonly caption: HtmlContent
  readonly columns: readonly Column[]
  readonly rows: readonly Html[]
  readonly foot?: HtmlContent
  readonly className?: string
  /** Name of the scrolling element for screen readers. */
  readonly label: string
}): Html {
  const { caption, columns, rows, foot = null, className = '', label } = options
  return html`<div class="scroll" role="group" aria-label="${label}"><table class="${className}">
<caption><span>${caption}</span></caption>
<thead><tr>${columns.map(columnHead)}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>
${foot === null ? null : html`<p class="note">${foot}</p>`}`
}

function columnHead({ title, kind, className = '' }: Column): Html {
  const classes = [kind === 'number' ? 'number' : '', className].filter(Boolean).join(' ')
  return html`<th scope="col"${classes === '' ? null : html` class="${classes}"`}>${title}</th>`
}

export function row(header: HtmlContent, ...cells: readonly Html[]): Html {
  return html`<tr><th scope="row">${header}</th>${cells}</tr>
`
}

export function cell(content: HtmlContent): Html {
  return html`<td>${content}</td>`
}

export function numberCell(content: HtmlContent): Html {
  return html`<td class="number">${content}</td>`
}

/**
 * A cell whose background is darker for a larger share (0..1). It always contains the number. Null is "not measured".
 */
export function heatCell(share: number | null, content: HtmlContent, hue: 'good' | 'bad' = 'good'): Html {
  const step = share === null ? 'none' : Math.round(Math.min(1, Math.max(0, share)) * 10)
  return html`<td class="number heat ${hue} h${step}">${content}</td>`
}

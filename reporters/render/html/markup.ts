import { printable } from '../../../plugin/core/printable.ts'
import { shorten } from '../shorten.ts'

/** Longest untrusted text in the markup. Longer texts belong in the data, or are an attack. */
const LONGEST = 2_000

/** Text that is markup. Only {@link html} creates it, so untrusted text cannot become markup by mistake. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** The values of a template: strings and numbers are escaped, null and false produce nothing. */
export type HtmlContent = Html | string | number | null | false | readonly HtmlContent[]

/**
 * A piece of a page: html`<td title="${note}">${value}</td>`. Values are safe in text and in attributes between
 * double quotes; controls and bidirectional marks in them are shown as visible escapes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlContent[]): Html {
  let text = strings[0] ?? ''
  for (let i = 0; i < values.length; i++) text += contentText(values[i] ?? null) + (strings[i + 1] ?? '')
  return new Html(text)
}

/** Nothing at all. */
export const EMPTY: Html = new Html('')

function contentText(content: HtmlContent): string {
  if (content instanceof Html) return content.text
  if (typeof content === 'string') return escapeHtml(printable(shorten(content, LONGEST)))
  if (typeof content === 'number') return String(content)
  if (content === null || content === false) return ''
  return content.map(contentText).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}

import { type Html, html } from '../markup.ts'

export interface Stop {
  /** Of a section of the page. */
  readonly id: string
  readonly title: string
}

/** Links to the sections, in their order. */
export function navigation(stops: readonly Stop[]): Html {
  return html`<nav class="contents" aria-label="On this page"><ul>${stops.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`
}

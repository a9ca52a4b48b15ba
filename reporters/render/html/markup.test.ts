import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { printable } from '../../../plugin/core/printable.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { type Html, html } from './markup.ts'

/** What a parser not written by us finds in one element. */
function parsed(content: Html): { text: string; title: string; elements: number } {
  const parser = new SaxesParser()
  const found = { text: '', title: '', elements: 0 }
  parser.on('opentag', ({ attributes }) => {
    found.elements++
    found.title = attributes.title ?? ''
  })
  parser.on('text', (text) => {
    found.text += text
  })
  parser.write(content.text).close()
  return found
}

describe('html', () => {
  test('any text stays text, and what is hidden becomes visible', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const { text: body, title, elements } = parsed(html`<td title="${text}">${text}</td>`)
        expect(elements).toBe(1)
        expect(body).toBe(printable(text))
        expect(title).toBe(printable(text))
      }),
    )
  })

  test('markup in a value is no markup', () => {
    expect(html`<b>${'</b><script>alert(1)</script>'}</b>`.text).toBe(
      '<b>&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;</b>',
    )
  })

  test('pieces nest, lists join, null and false leave nothing', () => {
    const items = ['a', 'b'].map((each) => html`<li>${each}</li>`)
    expect(html`<ul>${items}${null}${false}${0}</ul>`.text).toBe('<ul><li>a</li><li>b</li>0</ul>')
  })

  test('a megabyte of text does not fill the page', () => {
    expect(html`<p>${'x'.repeat(1_000_000)}</p>`.text.length).toBeLessThan(2_100)
  })
})

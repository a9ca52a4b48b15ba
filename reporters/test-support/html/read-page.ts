import { SaxesParser } from 'saxes'
import type { PageData } from '../../render/html/page-data.ts'

const DATA_START = '<script type="application/json" id="page-data">'

export interface ReadPage {
  /** The embedded data, as a browser would read it. */
  readonly data: PageData
  /** Elements with the names of their attributes, in order: what no untrusted text may change. */
  readonly skeleton: readonly string[]
  /** All text between the tags. */
  readonly text: string
  /** Values of `href`. */
  readonly links: readonly string[]
  readonly ids: readonly string[]
  readonly whole: string
}

/** Takes a rendered page apart with a parser that is not ours; throws where the markup is not well-formed. */
export function readPage(chunks: Iterable<string>): ReadPage {
  const whole = [...chunks].join('')
  const start = whole.indexOf(DATA_START)
  const end = whole.indexOf('</script>', start)
  const parser = new SaxesParser()
  const skeleton: string[] = []
  const links: string[] = []
  const ids: string[] = []
  let text = ''
  parser.on('opentag', ({ name, attributes }) => {
    skeleton.push([name, ...Object.keys(attributes)].join(' '))
    if (typeof attributes.href === 'string') links.push(attributes.href)
    if (typeof attributes.id === 'string') ids.push(attributes.id)
  })
  parser.on('text', (part) => {
    text += part
  })
  parser.write(`${whole.slice(whole.indexOf('<body>'), start)}</body>`).close()
  return {
    data: JSON.parse(whole.slice(start + DATA_START.length, end)),
    skeleton,
    text,
    links,
    ids,
    whole,
  }
}

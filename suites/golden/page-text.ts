/** Elements that begin a line of their own. */
const LINES =
  /^(?:h[1-6]|p|li|tr|dt|dd|caption|figcaption|section|div|header|nav|table|dl|ul|details|summary|figure)$/
const CELLS = /^(?:td|th)$/

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/**
 * What a person reads on an HTML page, a line for each block, with the element and its class before it: structure and
 * text, small enough to review. Script and style are left out; of a chart its description and its texts are kept.
 */
export function pageText(html: string): string {
  const body = html
    .replace(/^[\s\S]*?<body[^>]*>/, '')
    .replace(/<(script|style|template)\b[\s\S]*?<\/\1>/g, '')
    .replace(
      /<svg\b[^>]*?(?:aria-label="([^"]*)")?[^>]*>([\s\S]*?)<\/svg>/g,
      (_, label = '', inner: string) => {
        const texts = [...inner.matchAll(/<text\b[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
        return ` [chart: ${label}${texts.length > 0 ? ` | ${texts.join(' ')}` : ''}] `
      },
    )
  const lines: string[] = []
  let line = ''
  const end = (): void => {
    const text = line.replace(/\s+/g, ' ').trim()
    if (text !== '' && !/^[a-z0-9.]+\|$/.test(text)) lines.push(text)
    line = ''
  }
  for (const [token, closing, name = '', attributes = ''] of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)\b([^>]*)>|[^<]+|</g,
  )) {
    if (name === '') {
      line += token
      continue
    }
    if (LINES.test(name)) {
      end()
      const classes = /\bclass="([^"]*)"/.exec(attributes)?.[1]
      if (closing === '') line = `${name}${classes ? `.${classes.replaceAll(' ', '.')}` : ''}| `
    } else if (CELLS.test(name) && closing === '') {
      const classes = /\bclass="([^"]*)"/.exec(attributes)?.[1]
      line += ` ¦${classes === undefined ? '' : `(${classes})`} `
    } else if (name === 'br') line += ' / '
  }
  end()
  return `${lines
    .join('\n')
    .replace(/&(amp|lt|gt|quot|#39);/g, (whole, entity: string) => ENTITIES[entity] ?? whole)}\n`
}

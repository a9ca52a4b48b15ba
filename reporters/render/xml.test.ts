import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { openTag, xmlAttribute, xmlText } from './xml.ts'

/** Every UTF-16 unit with equal chance of being special: halves of pairs, noncharacters and controls included. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom(
      '<',
      '>',
      '&',
      '"',
      "'",
      ']]>',
      '<![CDATA[',
      '\n',
      '\r',
      '\t',
      '\0',
      '\ufffe',
      '\uffff',
      '😀',
    ),
  ),
})

function parse(xml: string): { text: string; attribute: string | undefined } {
  const parser = new SaxesParser({})
  let text = ''
  let attribute: string | undefined
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    attribute = tag.attributes.value as string | undefined
  })
  parser.on('text', (piece) => {
    text += piece
  })
  parser.write(xml).close()
  return { text, attribute }
}

describe('escaping', () => {
  test('a strict parser reads any text back, but for what XML cannot carry', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = parse(`${openTag('a', { value: text })}>${xmlText(text)}</a>`)
        expect(read.text).toBe(read.attribute)
        // biome-ignore format: the classes of XML 1.0 line by line
        const legal = text.replace(
          /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\p{Noncharacter_Code_Point}\p{Cs}]/gu,
          (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
        )
        expect(read.text).toBe(legal)
      }),
      { numRuns: 500 },
    )
  })

  test('what XML cannot carry stays visible', () => {
    expect(xmlText('\u0000\u001b[2J\ufffe\ud800')).toBe(String.raw`\u0000\u001b[2J\ufffe\ud800`)
    expect(xmlText('\u{1fffe}')).toBe(String.raw`\u{1fffe}`)
  })

  test('line breaks in attributes survive attribute normalisation', () => {
    expect(xmlAttribute('a\n"b"\tc\r')).toBe('a&#10;&quot;b&quot;&#9;c&#13;')
  })

  test('attributes that are null are left out, zero is not', () => {
    expect(openTag('testcase', { time: null, line: 0, name: '<x>' })).toBe(
      '<testcase line="0" name="&lt;x&gt;"',
    )
  })
})

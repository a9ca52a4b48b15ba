import { SaxesParser } from 'saxes'

export interface JunitTree {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: JunitTree[]
  text: string
}

/** Reads XML with a strict parser of others; throws where it is not well-formed. */
export function readXml(xml: string): JunitTree {
  const parser = new SaxesParser()
  const top: JunitTree = { name: '', attributes: {}, children: [], text: '' }
  const stack = [top]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const node: JunitTree = { name, attributes: { ...attributes }, children: [], text: '' }
    stack.at(-1)?.children.push(node)
    stack.push(node)
  })
  parser.on('closetag', () => {
    stack.pop()
  })
  parser.on('text', (text) => {
    const node = stack.at(-1)
    if (node !== undefined) node.text += text
  })
  parser.write(xml).close()
  const [root] = top.children
  if (root === undefined) throw new Error('there is no root element')
  return root
}

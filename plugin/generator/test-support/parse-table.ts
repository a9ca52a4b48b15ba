import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { SchemaNode } from '../schema-node.ts'
import { keyWords } from '../styles/wording.ts'
import { bodyOf, nodeAt, type Path, putAt, typedScalar } from './typed-scalar.ts'

/** Recovers the expected value from tables, given only the schema. */
export function parseTable(prompt: string, { root }: SourceSchema): JsonObject {
  const expected: JsonObject = {}
  let title = ''
  let columns: string[] | null = null
  let row = 0
  for (const line of bodyOf(prompt).split('\n')) {
    const heading = /^\*\*(.+)\*\*$/.exec(line)?.[1] ?? /^([^|+].*):$/.exec(line)?.[1]
    if (heading !== undefined) title = heading
    if (heading !== undefined || (line === '' && columns)) columns = null
    if (!line.startsWith('|') || /^\|(?: -+ \|)+$/.test(line)) continue
    const cells = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim())
    if (!columns) {
      columns = cells
      row = 0
      continue
    }
    const place = title === '' ? [] : [...pathOf(root, title), row++]
    const named =
      title === '' ? [[cells[0] ?? '', cells[1] ?? '']] : columns.map((name, at) => [name, cells[at] ?? ''])
    for (const [name = '', text = ''] of named) {
      if (text === '' || /^\[rows: \d+\]$/.test(text)) continue
      const isScalar = title !== '' && nodeAt(root, place).type !== 'object'
      const path = isScalar ? place : [...place, ...pathOf(nodeAt(root, place), name)]
      const node = nodeAt(root, path)
      if (node.type === 'object' && text === '{}') putAt(expected, path, {})
      else if (node.type === 'array' && text === '[]') putAt(expected, path, [])
      else putAt(expected, path, typedScalar(text, node))
    }
    if (place.length > 0 && cells.every((cell) => cell === '')) throw new Error('an empty row')
  }
  return expected
}

/** `departments row 2 / teams` as `departments`, 1, `teams`. */
function pathOf(root: SchemaNode, text: string): Path {
  const path: (string | number)[] = []
  for (const part of text.split(' / ')) {
    const [, words = '', number] = /^(.+?)(?: row (\d+))?$/.exec(part) ?? []
    const key = [...nodeAt(root, path).properties.keys()].find((name) => keyWords(name) === words)
    if (key === undefined) throw new Error(`unknown name: ${part} in ${text}`)
    path.push(key)
    if (number !== undefined) path.push(Number(number) - 1)
  }
  return path
}

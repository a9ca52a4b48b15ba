import { expect, test } from 'vitest'
import { readLines } from './read-lines.ts'

const body = 'Cart\n\nItems:\n  Name: Nut\n\nPlease extract the shopping cart information as JSON.'

function wrap(prompt: string): string {
  return `Extract the structured JSON data from the following text.\n\nInput: ${prompt}\n\nOutput:`
}

test('reads a prompt the same with and without the official template', () => {
  expect(readLines(wrap(body))).toEqual(readLines(body))
  expect(readLines(body).lines.map(({ text, level }) => [text, level])).toEqual([
    ['Cart', 0],
    ['', 0],
    ['Items:', 0],
    ['Name: Nut', 1],
    ['', 0],
  ])
})

test('takes the topic from the last closing line and drops what follows', () => {
  expect(readLines(`${body}\nAnswer:`).topic).toBe('shopping cart')
  expect(readLines(`${body}\nMore: text\n${body}`).lines).toHaveLength(12)
})

test('reads a prompt without a closing line to its end', () => {
  const { lines, topic } = readLines('Name: Nut\nPrice: 3')
  expect(lines).toHaveLength(2)
  expect(topic).toBe('')
})

test('gives no level to an indentation that no container has', () => {
  const levels = readLines(` a\n   b\n\tc\n${' '.repeat(128)}d\n${' '.repeat(130)}e`).lines.map(
    ({ level }) => level,
  )
  expect(levels).toEqual([null, null, 0, 64, null])
})

test('takes a carriage return for a line break only where all lines have it', () => {
  expect(readLines('A: 1\r\nB: 2').lines.map(({ raw }) => raw)).toEqual(['A: 1', 'B: 2'])
  expect(readLines('A: 1\r\nB: 2\n').lines.map(({ raw }) => raw)).toEqual(['A: 1\r', 'B: 2', ''])
})

import { expect, test } from 'vitest'
import { countWord, enumerate, isBare, itemWords, ordinal, quote, titleCaseKey } from './wording.ts'

test.each([
  ['unit_price', 'Unit Price'],
  ['18_24', '18 24'],
  ['icd10_code', 'Icd10 Code'],
  ['55_plus', '55 Plus'],
  ['customerID', 'Customerid'],
])("titleCaseKey(%s) is Python's str.title()", (key, title) => {
  expect(titleCaseKey(key)).toBe(title)
})

test.each([
  ['line_items', 'line item'],
  ['parties', 'party'],
  ['diagnoses', 'diagnosis'],
  ['status_history', 'status history entry'],
  ['address', 'address entry'],
  ['cc', 'cc entry'],
])('one of %s is a %s', (key, words) => {
  expect(itemWords(key)).toBe(words)
})

test('counts and positions in words', () => {
  expect([0, 9, 10, 11, 12, 20, 21, 22, 110, 111].map(ordinal)).toEqual([
    'first',
    'tenth',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '23rd',
    '111th',
    '112th',
  ])
  expect([1, 10, 11].map(countWord)).toEqual(['one', 'ten', '11'])
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(enumerate)).toEqual(['', 'a', 'a and b', 'a, b and c'])
})

test('only what cannot be mistaken stands without quotation marks', () => {
  const bare = [
    'Milk',
    '2024-03-01',
    '12:30:00',
    '1.8.15',
    'a.b@example.org',
    '+1-200-300-4000',
    '(288)531-3926',
    "O'Neil",
  ]
  const quoted = ['two words', 'end.', 'a,b', 'x:', '"', 'a=b', '', ' a', '{}', '[]', 'a;b', '-']
  expect(bare.filter((text) => !isBare(text))).toEqual([])
  expect(quoted.filter(isBare)).toEqual([])
})

test('quotation marks are never those that the text holds', () => {
  expect(quote('plain')).toBe('"plain"')
  expect(quote('so "called"')).toBe('“so "called"”')
  expect(quote('"“«`')).toBeNull()
})

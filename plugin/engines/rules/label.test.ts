import { describe, expect, test } from 'vitest'
import { keyOf, labelOf, readLabelled } from './label.ts'

describe('labelOf', () => {
  test.each(['icd10_code', 'Icd10 Code', 'icd10Code', 'ICD10-Code'])('%s', (name) => {
    expect(labelOf(name)).toBe('icd10code')
  })
})

describe('readLabelled', () => {
  test('takes a key and its value apart at the first colon with a space', () => {
    expect(readLabelled('Unit Price: 3.5: a bargain')).toEqual({
      label: 'unitprice',
      name: 'Unit Price',
      value: '3.5: a bargain',
    })
  })

  test('tells a key without a value from a key with an empty one', () => {
    expect(readLabelled('Tags:')?.value).toBeNull()
    expect(readLabelled('Title: ')?.value).toBe('')
  })

  test.each(['', ':', ': value', '__: value', 'at 22:03:43', 'no colon', `${'a'.repeat(201)}: prose`])(
    'finds no key in %j',
    (line) => {
      expect(readLabelled(line)).toBeNull()
    },
  )
})

test('keyOf writes a name as a key', () => {
  expect(keyOf('Max  Temp ')).toBe('max_temp')
})

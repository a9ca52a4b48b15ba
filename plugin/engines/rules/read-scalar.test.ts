import { describe, expect, test } from 'vitest'
import { readScalar } from './read-scalar.ts'
import { shapeOf } from './shape.ts'

describe('readScalar', () => {
  test.each([
    [{ type: 'string' }, '46761', '46761'],
    [{ type: 'string' }, 'True', 'True'],
    [{ type: 'string' }, '', ''],
    [{ type: 'number' }, '419.0', 419],
    [{ type: 'number' }, '1e-05', 0.00001],
    [{ type: 'number' }, '-0.5', -0.5],
    [{ type: 'integer' }, '9007199254740993', 9007199254740993n],
    [{ type: 'boolean' }, 'True', true],
    [{ type: 'boolean' }, 'false', false],
    [{ type: ['string', 'null'] }, 'None', null],
    [{ type: ['number', 'string'] }, '7', 7],
    [{ type: ['number', 'string'] }, '07', '07'],
    [{ enum: ['1', 2, null, true] }, '1', '1'],
    [{ enum: ['1', 2, null, true] }, '2', 2],
    [{ enum: ['1', 2, null, true] }, 'None', null],
    [{}, '12', 12],
    [{}, 'False', false],
    [{}, 'Word', 'Word'],
  ])('%j reads %j', (schema, text, value) => {
    expect(readScalar(text, shapeOf(schema))).toBe(value)
  })

  test.each(['', 'many', '1,234', '+1', '01', '1.', '.5', '0x10', 'NaN', 'Infinity', '9'.repeat(5000)])(
    'invents no number for %j',
    (text) => {
      expect(readScalar(text, shapeOf({ type: 'number' }))).toBe(text)
    },
  )
})

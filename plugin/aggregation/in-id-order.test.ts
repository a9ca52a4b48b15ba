import { expect, test } from 'vitest'
import { InIdOrder } from './in-id-order.ts'

function passed(count: number): string[] {
  const ids: string[] = []
  const sorted = new InIdOrder([{ add: ({ id }) => void ids.push(id) }])
  for (let index = count; index > 0; index -= 1) sorted.add({ id: String(index).padStart(6, '0') })
  sorted.end()
  return ids
}

test('few items come in the order of their ids', () => {
  expect(passed(3)).toEqual(['000001', '000002', '000003'])
  expect(passed(10_000)).toEqual(passed(10_000).toSorted())
})

test('of many none is kept that comes later', () => {
  const ids = passed(10_003)
  expect(ids).toHaveLength(10_003)
  expect(ids.slice(-2)).toEqual(['000002', '000001'])
})

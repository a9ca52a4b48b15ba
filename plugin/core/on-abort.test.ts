import { expect, test } from 'vitest'
import { onAbort } from './on-abort.ts'

test('every callback is called once, except removed ones', () => {
  const controller = new AbortController()
  const heard: number[] = []
  const undo = Array.from({ length: 100 }, (_, index) => onAbort(controller.signal, () => heard.push(index)))
  undo[3]?.()
  controller.abort()
  controller.abort()
  expect(heard).toEqual(Array.from({ length: 100 }, (_, index) => index).filter((index) => index !== 3))
})

test('at once when it is too late', () => {
  let heard = 0
  onAbort(AbortSignal.abort(), () => heard++)()
  expect(heard).toBe(1)
})

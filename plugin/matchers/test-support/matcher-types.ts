/** Checked by the compiler only: what the augmentation of Vitest's types allows. */
import { assertType, expect } from 'vitest'
import { compileSchema, type ScoreCard } from '../../scoring/index.ts'
import '../index.ts'

interface Person {
  name: string
  age?: number
}

declare const person: Person
declare const card: ScoreCard

export function allowed(): void {
  assertType<void>(expect('text').toMatchJSONExact(person))
  assertType<void>(expect(card).not.toHaveFieldF1Above(0.9, { a: 1n }))
  assertType<void>(expect.soft(person).toComplyWithSchema({ type: 'object' }))
  assertType<void>(expect(person).toComplyWithSchema(compileSchema(true)))
  assertType<void>(expect('{}').toBeValidJSON())
  assertType<void>(expect(person).toMatchToolCall({ name: 'pay', arguments: { total: 1 } }))
  assertType<void>(expect('{}').toRespondWithin(100))
}

export function refused(): void {
  // @ts-expect-error the expected value is missing
  expect('text').toMatchJSONExact()
  // @ts-expect-error a name is no call
  expect(person).toMatchToolCall('pay')
  // @ts-expect-error the threshold comes first
  expect('text').toHaveFieldF1Above({ a: 1 }, 0.9)
  // @ts-expect-error a name is no schema
  expect('text').toComplyWithSchema('rating')
  // @ts-expect-error a time is a number
  expect('text').toRespondWithin('1s')
  // @ts-expect-error it takes nothing
  expect('text').toBeValidJSON(true)
}

import { describe, expect, it } from 'vitest'
import { compileRules } from '../scoring/index.ts'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

describe('scoring rules and asymmetric matchers', async () => {
  const rules = await compileRules([
    { path: '$.total', number: { absolute: 0.01 } },
    { path: '$.tags', list: 'unordered' },
  ])
  const output = '{"total": 30.51, "tags": ["b", "a"], "id": "x-17"}'
  const expected = { total: 30.5, tags: ['a', 'b'], id: 'x-17' }

  it('allow what the rules allow', () => {
    expect(output).toMatchJSONExact(expected, rules)
    expect(output).not.toMatchJSONExact(expected)
    expect(output).not.toMatchJSONExact({ ...expected, total: 30.4 }, rules)
    expect(output).toHaveFieldF1Above(1, expected, rules)
    expect(output).not.toHaveFieldF1Above(0.9, { ...expected, id: 1 }, rules)
  })

  it('let an asymmetric matcher decide on its place, alone and under rules', () => {
    const id = expect.stringMatching(/^x-/)
    expect(output).toMatchJSONExact({ total: expect.any(Number), tags: expect.arrayContaining(['a']), id })
    expect(output).toMatchJSONExact({ ...expected, id }, rules)
    expect(output).not.toMatchJSONExact({ ...expected, id: expect.any(Number) }, rules)
    expect('{}').not.toMatchJSONExact({ id: expect.anything() })
    expect({ 'odd key': [1, 2] }).toMatchJSONExact({ 'odd key': [1, expect.any(Number)] })
    expect(5).toMatchJSONExact(expect.any(Number))
    expect(message(() => expect('{"id": 1}').toMatchJSONExact({ id }))).toMatch(/\$\.id +"StringMatching" +1/)
  })

  it('rejects rules that are not compiled', () => {
    const given = [{ path: '$.total', ignore: true }] as never
    expect(() => expect(output).toMatchJSONExact(expected, given)).toThrow('what `await compileRules([…])`')
  })
})

describe('all matchers', () => {
  it('judge no output where the engine failed, under .not either', () => {
    const failed = completion({
      text: '',
      finishReason: 'error',
      error: { code: 'ENGINE_FAILED', message: 'out of \u001b memory' },
    })
    const late = completion({
      finishReason: 'timeout',
      error: { code: 'ENGINE_TIMEOUT', message: 'after 5 s' },
    })
    const reason =
      /there is no output to score, the engine (failed: out of \\u001b memory|took too long: after 5 s)/
    for (const received of [failed, late]) {
      for (const assertion of [expect(received), expect(received).not]) {
        expect(() => assertion.toMatchJSONExact({})).toThrow(reason)
        expect(() => assertion.toHaveFieldF1Above(0.5, {})).toThrow(reason)
        expect(() => assertion.toComplyWithSchema({})).toThrow(reason)
        expect(() => assertion.toBeValidJSON()).toThrow(reason)
        expect(() => assertion.toRespondWithin(1e9)).toThrow(reason)
      }
    }
  })

  it('show no diff of blobs next to the table', () => {
    const error = (() => {
      try {
        expect('{"a": 1}').toMatchJSONExact({ a: 2 })
      } catch (thrown) {
        return thrown
      }
      return null
    })()
    expect(error).not.toHaveProperty('diff')
    expect(error).toMatchObject({ actual: undefined, expected: undefined })
  })

  let softErrors: number | undefined

  it.fails('count as soft assertions', ({ task }) => {
    expect.soft('{"a": 1}').toMatchJSONExact({ a: 2 })
    expect.soft('{"a": 1}').not.toBeValidJSON()
    softErrors = task.result?.errors?.length
  })

  it('continue after a soft failure', () => {
    expect(softErrors).toBe(2)
  })

  it('work as asymmetric matchers', () => {
    expect({ answer: 'so: {"a": 1}' }).toEqual({ answer: expect.toMatchJSONExact({ a: 1 }) })
  })
})

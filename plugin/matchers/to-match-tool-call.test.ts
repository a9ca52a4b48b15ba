import { describe, expect, it } from 'vitest'
import { compileRules } from '../scoring/index.ts'
import './index.ts'
import { message } from './test-support/assertions.ts'

const weather = { name: 'get_weather', arguments: { city: 'Bern', days: 2 } }
const entry = {
  id: 'call_1',
  type: 'function',
  function: { name: 'get_weather', arguments: '{"days": 2.0, "city": "Bern"}' },
}
const time = { name: 'get_time', arguments: {} }

describe('toMatchToolCall', () => {
  it('takes a call, an entry of tool_calls, or a list', () => {
    for (const received of [weather, entry, [entry], { ...weather, arguments: entry.function.arguments }]) {
      expect(received).toMatchToolCall(weather)
      expect(received).toMatchToolCall(entry)
      expect(received).not.toMatchToolCall({ ...weather, name: 'get_time' })
      expect(received).not.toMatchToolCall({ ...weather, arguments: { city: 'Bern' } })
    }
    expect({ name: 'get_time', arguments: '' }).toMatchToolCall({ name: 'get_time' })
    expect([entry, time]).toMatchToolCall([weather, time])
    expect([time, entry]).not.toMatchToolCall([weather, time])
    expect([entry, time]).not.toMatchToolCall(weather)
    expect([]).not.toMatchToolCall(weather)
    expect([]).toMatchToolCall([])
  })

  it('takes rules and asymmetric matchers', async () => {
    const unordered = await compileRules([{ path: '$', list: 'unordered' }])
    expect([time, entry]).toMatchToolCall([weather, time], unordered)
    expect([time, time]).not.toMatchToolCall([weather, time], unordered)
    const near = await compileRules([{ path: '$.arguments.days', number: { absolute: 1 } }])
    expect(entry).toMatchToolCall({ ...weather, arguments: { city: 'Bern', days: 3 } }, near)
    expect(entry).toMatchToolCall({ ...weather, arguments: { city: expect.any(String), days: 2 } })
    expect(entry).not.toMatchToolCall({ ...weather, arguments: { city: expect.any(Number), days: 2 } })
  })

  it('shows names and differences, safe to print', () => {
    const wrong = message(() => expect({ ...entry.function, name: 'x\u001b[31m' }).toMatchToolCall(weather))
    expect(wrong).toContain('expected "get_weather", received "x\\u001b[31m", 1 difference')
    expect(wrong).toMatch(/\$\.name +"get_weather" +"x\\u001b\[31m" +wrong_value/)
    const two = message(() => expect([entry, time]).toMatchToolCall(weather))
    expect(two).toBe('expected one tool call, "get_weather", but there are 2')
    const broken = { name: 'get_weather', arguments: '{"city": \u001b' }
    expect(message(() => expect(broken).toMatchToolCall({ ...weather, arguments: expect.anything() }))).toBe(
      'the arguments of the tool call "get_weather" are not JSON: "{\\"city\\": \\u001b"',
    )
  })

  it('refuses what is no tool call, under .not too', () => {
    for (const value of ['get_weather', null, {}, [1], { function: {} }]) {
      expect(() => expect(value).not.toMatchToolCall(weather)).toThrow(
        'the received value must be a tool call',
      )
      expect(() => expect(weather).toMatchToolCall(value as never)).toThrow(TypeError)
    }
    expect(() => expect(weather).toMatchToolCall({ name: 'a', arguments: '{' })).toThrow('must be JSON')
  })
})

import { describe, expect, it } from 'vitest'
import { dateReader } from './date.ts'

const read = async (text: string, ...formats: string[]): Promise<string | null> => {
  const time = (await dateReader(formats))(text)
  return time === null ? null : new Date(time).toISOString().replace('T00:00:00.000Z', '')
}

describe('dateReader', () => {
  it.each([
    ['2024-03-05', 'iso', '2024-03-05'],
    [' 2024-03-05 ', 'iso', '2024-03-05'],
    ['2024-3-5', 'iso', null],
    ['2024-02-30', 'iso', null],
    ['2024-03-05T10:30:00Z', 'iso', null],
    ['2024-03-05T10:30:00+02:00', 'iso-datetime', '2024-03-05T08:30:00.000Z'],
    ['2024-03-05 10:30', 'iso-datetime', '2024-03-05T10:30:00.000Z'],
    ['2024-03-05', 'iso-datetime', null],
    ['20240305', 'basic', '2024-03-05'],
    ['03/05/2024', 'us', '2024-03-05'],
    ['3/5/2024', 'us', '2024-03-05'],
    ['13/05/2024', 'us', null],
    ['05.03.2024', 'eu', '2024-03-05'],
    ['5/3/2024', 'eu', '2024-03-05'],
    ['March 5, 2024', 'long', '2024-03-05'],
    ['5 march 2024', 'long', '2024-03-05'],
    ['Mar 5, 2024', 'long', '2024-03-05'],
    ['05.03.24', 'dd.MM.yy', '2024-03-05'],
    ['soon', 'long', null],
    [`2024-03-05${'0'.repeat(60)}`, 'iso', null],
  ])('%s as %s: %s', async (text, format, date) => {
    expect(await read(text, format)).toBe(date)
  })

  it('takes the first format that reads the text', async () => {
    expect(await read('03/04/2024', 'us', 'eu')).toBe('2024-03-04')
    expect(await read('03/04/2024', 'eu', 'us')).toBe('2024-04-03')
    expect(await read('31/04/2024', 'us', 'eu')).toBeNull()
  })

  it.each(['european', 'MM.dd', ''])('rejects the format %s', async (format) => {
    await expect(dateReader([format])).rejects.toThrow('is neither a name (')
  })
})

import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { generateExamples } from '../../../plugin/generator/index.ts'
import { writeLines } from './write-lines.ts'

describe('writeLines', () => {
  test('goes no faster than its reader: of an endless stream little is made', async () => {
    let made = 0
    function* counted() {
      for (const example of generateExamples()) {
        made++
        yield example
      }
    }
    const reader = new PassThrough({ highWaterMark: 1024 })
    const writing = writeLines(counted(), reader)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(made).toBeGreaterThan(0)
    expect(made).toBeLessThan(3000)
    reader.destroy()
    await writing
  })

  test('ends quietly when the reader closes the pipe, and passes other errors on', async () => {
    const failing = (code: string) =>
      new Writable({
        write: (_chunk, _encoding, done) => done(Object.assign(new Error('no'), { code })),
      })
    await expect(writeLines(generateExamples(), failing('EPIPE'))).resolves.toBeUndefined()
    await expect(writeLines(generateExamples(), failing('ENOSPC'))).rejects.toThrow('no')
  })
})

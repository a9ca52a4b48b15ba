import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Screen } from '../../test-support/screen.ts'
import { LiveLine } from './live-line.ts'

describe('the line', () => {
  test('is rewritten in place and goes without a trace', () => {
    const screen = new Screen()
    const line = new LiveLine(screen)
    line.show('1/3')
    line.show('2/3')
    expect(screen.lines).toEqual(['2/3'])
    line.hide()
    expect(screen.lines).toEqual([])
  })

  test('never takes more than one row', () => {
    const screen = new Screen(20)
    new LiveLine(screen).show('漢'.repeat(40))
    expect(screen.lines).toEqual([`${'漢'.repeat(9)}…`])
  })

  test('leaves the streams as they were', () => {
    const [out, err] = [new Screen(), new Screen()]
    const before = [out.write, err.write]
    const line = new LiveLine(out, [err])
    line.show('1/3')
    expect([out.write, err.write]).not.toEqual(before)
    line.hide()
    expect([out.write, err.write]).toEqual(before)
  })

  test('does not disturb a stream that goes elsewhere', () => {
    const [out, file] = [new Screen(), { ...new Screen(), isTTY: false }]
    const before = file.write
    new LiveLine(out, [file]).show('1/3')
    expect(file.write).toBe(before)
  })
})

describe('what others print', () => {
  test('stays above, on both streams, whole', () => {
    const step = fc.oneof(
      fc.nat(999).map((number) => ({ kind: 'show' as const, text: `line ${number}` })),
      fc.constant({ kind: 'hide' as const, text: '' }),
      fc
        .tuple(fc.constantFrom('out', 'err'), fc.stringMatching(/^[a-z ]{0,20}$/))
        .map(([kind, text]) => ({ kind, text })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const screen = new Screen()
        // Two streams of one terminal.
        const err = { isTTY: true, write: screen.write.bind(screen) }
        const line = new LiveLine(screen, [err])
        const foreign: string[] = []
        let shown: string[] = []
        for (const { kind, text } of steps) {
          if (kind === 'show') {
            line.show(text)
            shown = [text]
          } else if (kind === 'hide') {
            line.hide()
            shown = []
          } else {
            const stream = kind === 'out' ? screen : err
            stream.write(`${text}\n`)
            foreign.push(text)
          }
          expect(screen.lines).toEqual([...foreign, ...shown])
        }
      }),
    )
  })

  test('and leaves open is not torn apart', () => {
    const screen = new Screen()
    const line = new LiveLine(screen)
    line.show('1/3')
    screen.write('loading')
    screen.write(' done\n')
    line.show('2/3')
    expect(screen.lines).toEqual(['loading done', '2/3'])
  })
})

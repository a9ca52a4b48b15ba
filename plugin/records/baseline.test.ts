import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { baselineFromRun } from '../gate/baseline/from-run.ts'
import { caseOf, casesOf, flipped, runOf } from '../gate/test-support/run.ts'
import { parseBaseline, serializeBaseline } from './baseline.ts'
import { mutatedText } from './test-support/mutations.ts'

const text = serializeBaseline(baselineFromRun(runOf(casesOf(5, 3))))
const lines = text.split('\n')
const edit = (line: number, from: string | RegExp, to: string): string =>
  lines.map((content, index) => (index === line - 1 ? content.replace(from, to) : content)).join('\n')

const problem = (content: string): string => {
  try {
    parseBaseline(content, 'evals/t.default.baseline.jsonl')
  } catch (error) {
    expect(error).toMatchObject({ name: 'EdgejsonError', code: 'BAD_BASELINE' })
    return error instanceof Error ? error.message : ''
  }
  return 'no error'
}

describe('parseBaseline', () => {
  test('reads back what was written, for any ids and scores', { timeout: 60_000 }, () => {
    const item = fc.tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.constantFrom(true, false, null))
    fc.assert(
      fc.property(fc.uniqueArray(item, { selector: ([id]) => id, minLength: 1, maxLength: 20 }), (items) => {
        const baseline = baselineFromRun(runOf(items.map(([id, exact]) => caseOf(id, exact))))
        const written = serializeBaseline(baseline)
        const read = parseBaseline(written, 'f')
        expect(read).toEqual(baseline)
        expect(serializeBaseline(read)).toBe(written)
      }),
      { numRuns: 15 },
    )
  })

  test('takes what a checkout may add: CRLF and a BOM', () => {
    expect(parseBaseline(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'f')).toEqual(parseBaseline(text, 'f'))
  })

  test.each([
    ['', ':1: the baseline is empty'],
    ['not json\n', ':1: the line is not JSON'],
    ['[]\n', ':1: this is not a baseline: the line is []; it must be a JSON object'],
    [
      '{"kind":"other"}\n',
      `:1: this is not a baseline: field kind is "other"; it must be 'edgejson-baseline'`,
    ],
    [
      edit(1, '"version":1', '"version":2'),
      ':1: this baseline cannot be read: field version is 2; it must be 1, the only',
    ],
    [
      edit(1, '"stop":"json_complete"', '"stop":"never"'),
      `field fingerprint.stop is "never"; it must be 'json_complete' or 'eos'`,
    ],
    [
      edit(1, '"examples":5', '"examples":-1'),
      'field dataset.examples is -1; it must be a whole number of at least 0',
    ],
    [
      edit(1, '"threads":2', '"threads":"2"'),
      'field provenance.threads is "2"; it must be a whole number of at least 0 or null',
    ],
    [edit(3, '"exact":true', '"exact":1'), ':3: field exact is 1; it must be true, false or null'],
    [edit(3, '"f1":1', '"f1":2'), ':3: field f1 is 2; it must be a number from 0 to 1 or null'],
    [
      edit(6, '"wrong_value"', '"no_such_class"'),
      `:6: field class is "no_such_class"; it must be 'truncated', 'no_json', `,
    ],
    [edit(4, 'ex-002', 'ex-001'), ':4: the id "ex-001" is in line 3 already'],
    [edit(3, '{', ''), ':3: the line is not JSON'],
    [
      lines.slice(0, 4).join('\n'),
      ':1: the header announces 5 examples, but 3 lines follow: the file was cut',
    ],
    [edit(3, '"exact":true', '"exact":false'), ':1: the header counts 3 exact of 5 scored, the lines 2 of 5'],
    [lines.toSpliced(3, 0, '<<<<<<< HEAD').join('\n'), ':4: the file has an unresolved merge conflict'],
    [lines.toSpliced(0, 0, '<<<<<<< HEAD').join('\n'), 'take one side completely'],
    [lines.toSpliced(3, 0, '').join('\n'), ':4: the line is not JSON'],
    [
      edit(2, '"hash":{"prompt":"prompt of ex-000",', '"hash":{'),
      ':2: field hash.prompt is missing; it must be a string',
    ],
    [
      edit(2, /"hash":.*$/, '"hash":null}'),
      ':2: field hash is null; it must be an object where the example has a result',
    ],
    [
      edit(6, '"wrong_value"', '"omission"'),
      ':1: the lines are not those that were written with this header',
    ],
    [edit(1, '"maxNewTokens":2048', '"maxNewTokens":512'), ':1: the lines are not those'],
    [edit(1, /,"linesSha256.*$/, '}'), ':1: the header does not end with "linesSha256"'],
  ])('refuses %j', (content, message) => {
    const said = problem(content)
    expect(said).toContain('[vitest-edgejson] evals/t.default.baseline.jsonl:')
    expect(said).toContain(message)
    expect(said).toMatch(/-u|Restore the file/)
  })

  test('a merge of two accepted baselines is refused, line by line or without a conflict', () => {
    const other = serializeBaseline(
      baselineFromRun(runOf(flipped(casesOf(5, 3), ['ex-000', 'ex-004']))),
    ).split('\n')
    // What git leaves where one side changed the first lines and the other side the last.
    const merged = [lines[0], other[1], ...lines.slice(2)].join('\n')
    expect(problem(merged)).toMatch(/:1: the header counts|:1: the lines are not those/)
    const swapped = [lines[0], lines[2], lines[1], ...lines.slice(3)].join('\n')
    expect(problem(swapped)).toContain('merged from two runs')
  })

  test('hostile lines are refused in one short line without escapes', () => {
    const deep = '['.repeat(1_000_000)
    const title = '\u001b]0;owned\u0007'
    for (const line of [deep, title, `{"id":"${'x'.repeat(1e6)}"}`, 'null', '"__proto__"']) {
      const said = problem(lines.toSpliced(2, 0, line).join('\n'))
      expect(said).toContain(':3: ')
      expect(said.length).toBeLessThan(700)
      // The escape character itself must not reach a terminal.
      expect(said).not.toContain('\u001b')
    }
  })

  test('a key of Object.prototype is not a value', () => {
    const { id: _, ...rest } = JSON.parse(lines[1] ?? '{}')
    const said = problem(
      lines.toSpliced(1, 1, JSON.stringify({ ...rest, ['__proto__']: { id: 'x' } })).join('\n'),
    )
    expect(said).toContain(':2: field id is missing; it must be a string')
  })

  test('a member of another value is refused with line and path, or is read as it stands', () => {
    let refused = 0
    fc.assert(
      fc.property(mutatedText(text), ({ text: changed, line, path }) => {
        const said = problem(changed)
        if (said === 'no error') return
        refused++
        const place = said.includes(':1: the header ') ? 1 : line
        expect(said).toContain(`baseline.jsonl:${place}: `)
        const member = path.filter((key) => typeof key === 'string').join('.')
        if (said.includes('field ')) expect(said).toContain(`field ${member}`)
      }),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})

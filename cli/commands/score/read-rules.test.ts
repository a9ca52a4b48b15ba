import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { scoreFolder } from '../../test-support/score-folder.ts'

const { file, read, scoreText } = scoreFolder()

describe('edgejson score --rules', () => {
  it('scores in the mode task, with modules next to the file', async () => {
    const rules = [
      { path: '$.total', number: { absolute: 0.1 } },
      { path: '$.phone', comparator: './digits.mjs' },
    ]
    writeFileSync(file('rules.json'), JSON.stringify({ rules }))
    writeFileSync(
      file('digits.mjs'),
      "export default (a, b) => String(a).replace(/\\D/g, '') === String(b).replace(/\\D/g, '')",
    )
    const line = (total: number) =>
      JSON.stringify({
        output: `so: {"total": ${total}, "phone": "1-2"}`,
        expected: { total: 9, phone: '7' },
        accepted: [{ total: 1, phone: '12' }],
      })
    const { summary } = await scoreText(`${line(1.1)}\n${line(1.2)}`, { rules: file('rules.json') })
    const scores = read('out.jsonl').trim().split('\n')
    expect(scores.map((text) => JSON.parse(text).score)).toMatchObject([
      { jsonExact: true, fieldF1: 1 },
      { jsonExact: false, fieldF1: 0.5 },
    ])
    expect(summary.format('task')).toContain('2 completions (task): 50.0 % exact')
    await expect(scoreText(line(1), { mode: 'strict', rules: 'r.json' })).rejects.toThrow(
      '--rules "r.json" has no effect with --mode strict',
    )
  })

  it.each([
    ['{', /rules.json is not JSON/],
    ['[]', /rules.json/],
    ['{}', /has neither rules nor a metric/],
    ['{"rules": [{"path": "$.a", "nmber": {}}]}', /nmber/],
    ['{"rules": [{"path": "$.a", "comparator": "./none.mjs"}]}', /relative to the file of the rules/],
  ])('refuses %s', async (text, message) => {
    writeFileSync(file('rules.json'), text)
    const scored = scoreText('{"output": "{}", "expected": {}}', { rules: file('rules.json') })
    await expect(scored).rejects.toThrow(message)
    await expect(scored).rejects.toMatchObject({ name: 'EdgejsonError' })
  })
})

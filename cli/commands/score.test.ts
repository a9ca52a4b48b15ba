import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Command } from 'commander'
import { describe, expect, it, vi } from 'vitest'
import { scoreFolder } from '../test-support/score-folder.ts'
import { runScore } from './score/run-score.ts'
import { registerScore } from './score.ts'

const { file, read, scoreText } = scoreFolder()

describe('edgejson score', () => {
  it('adds a score and leaves every other character of a line as it is', async () => {
    const lines = [
      '{"id": "a",  "n": 1.0, "big": 123456789012345678901, "expected": {"x": 1}, "output": "so: {\\"x\\": 1.0}"}',
      '{"output":"{}","expected":{"x":1},"é":"\\u00e9","__proto__":[1e5]}',
    ]
    const { summary, broken } = await scoreText(`\ufeff${lines.join('\r\n\n')}`)
    const [first, second] = read('out.jsonl').split('\n')
    expect(first).toBe(
      `${lines[0]?.slice(0, -1)},"score":{"parsed":true,"jsonExact":true,"fieldF1":1,"schemaCompliance":null}}`,
    )
    expect(second).toBe(
      `${lines[1]?.slice(0, -1)},"score":{"parsed":true,"jsonExact":false,"fieldF1":0,"schemaCompliance":null}}`,
    )
    expect([summary.lines, broken]).toEqual([2, 0])
    expect(summary.format('lenient')).toBe(
      '2 completions (lenient): 50.0 % exact, FieldF1 0.500, compliance not measured (no line names a known schema), 100.0 % with JSON',
    )
  })

  it.each(['strict', 'lenient', 'official'] as const)(
    'counts the accepted value that is best (%s)',
    async (mode) => {
      const line = (value: object) => JSON.stringify({ output: '{"x": 2}', ...value })
      const lines = [
        line({ expected: { x: 1 }, accepted: [{ x: 3 }, '{"x": 2}'] }),
        line({ accepted: [{ x: 1 }, { x: 2 }] }),
        line({ expected: { x: 1 }, accepted: [{ x: 3 }] }),
      ]
      await scoreText(lines.join('\n'), { mode })
      const scores = read('out.jsonl').trim().split('\n')
      expect(scores.map((text) => JSON.parse(text).score.jsonExact)).toEqual([true, true, false])
      const { problems } = await scoreText(line({ expected: { x: 1 }, accepted: { x: 2 } }), { mode })
      expect(problems[0]).toContain(
        'in.jsonl:1: "accepted" is an object; it must be a list of the values that are right.',
      )
    },
  )

  it('takes completions that begin within reasoning as such where the prompts opened it', async () => {
    const outputs = ['draft {\\"x\\": 2}</think>{\\"x\\": 1}', '{\\"x\\": 1}']
    const text = outputs.map((output) => `{"expected": {"x": 1}, "output": "${output}"}`).join('\n')
    const exact = async (options: Parameters<typeof scoreText>[1]) => {
      await scoreText(text, options)
      const lines = read('out.jsonl').trim().split('\n')
      return lines.map((line) => JSON.parse(line).score.jsonExact)
    }
    expect(await exact({})).toEqual([true, true])
    expect(await exact({ reasoningOpened: true })).toEqual([true, false])
    expect(await exact({ reasoningOpened: true, mode: 'strict' })).toEqual([false, false])
    await expect(scoreText(text, { reasoningOpened: true, mode: 'official' })).rejects.toThrow(
      '--reasoning-opened has no effect with --mode official',
    )
  })

  it('replaces the score of an earlier run', async () => {
    await scoreText('{"score": {"a": "}"}, "expected": 1, "output": "1" , "z": [1.0]}\n')
    expect(read('out.jsonl')).toBe(
      '{"expected": 1,"output": "1","z": [1.0],"score":{"parsed":true,"jsonExact":true,"fieldF1":1,"schemaCompliance":null}}\n',
    )
  })

  it('reads the expected value as a run does', async () => {
    const rows = [
      '{"expected": "{\\"a\\": 1}", "output": "so {\\"a\\": 1}"}',
      '{"expected_output": [1], "output": "[1]\\nT"}',
      '{"expected": null, "output": "null"}',
      '{"expected": "Berlin", "output": "\\"Berlin\\""}',
      '{"expected": "5", "output": "5"}',
    ]
    const { summary } = await scoreText(`${rows.join('\n')}\n`)
    const exact = read('out.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).score.jsonExact)
    expect([summary.lines, exact]).toEqual([5, [true, true, true, true, false]])
  })

  it.each([
    ['{"expected": 1, "expected": 2, "output": "1"}', /the key "expected" occurs twice/],
    ['{"expected": "{\\"a\\":1,\\"a\\":2}", "output": "1"}', /"expected" has the key "a" twice/],
    ['{"expected_output": "{a}", "output": "1"}', /"expected_output" is a text that begins like JSON/],
  ])('names the key that is wrong in %s', async (line, problem) => {
    expect((await scoreText(`${line}\n`)).problems.join('\n')).toMatch(problem)
  })

  it('scores as the mode says', async () => {
    const line =
      '{"expected": {"a": 1, "b": {"c": {"d": 1}}}, "output": "{\\"a\\": true, \\"b\\": {\\"c\\": {\\"d\\": 1}}}."}\n'
    const scores: unknown[] = []
    for (const mode of ['strict', 'lenient', 'official'] as const) {
      await scoreText(line, { mode })
      scores.push(JSON.parse(read('out.jsonl')).score)
    }
    expect(scores).toEqual([
      { parsed: false, jsonExact: false, fieldF1: 0, schemaCompliance: null },
      { parsed: true, jsonExact: false, fieldF1: 0.5, schemaCompliance: null },
      { parsed: true, jsonExact: false, fieldF1: 0, schemaCompliance: false },
    ])
  })

  it('judges compliance by the schema that a line names, packaged or given', async () => {
    const lines = [
      '{"schema_id": "s", "expected": 1, "output": "5"}',
      '{"schema_name": "s", "expected": 1, "output": "\\"5\\""}',
      '{"schema_name": "../s", "expected": 1, "output": "5"}',
      '{"schema_id": "s", "expected": 1, "output": "none"}',
    ].join('\n')
    const compliance = () =>
      read('out.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).score.schemaCompliance)
    const schemas = file('schemas')
    mkdirSync(schemas)
    writeFileSync(path.join(schemas, 's.json'), '{"type": "integer"}')
    const { summary } = await scoreText(lines, { schemas })
    expect(compliance()).toEqual([true, false, null, false])
    expect(summary.format('lenient')).toContain('33.3 % comply (of the 3 with a known schema)')
    const line = '{"schema_id": "rating", "expected": 1, "output": "{}"'
    await scoreText(`${line}}\n${line}, "id": "edgejson_rating_official_001"}`)
    expect(compliance()).toEqual([null, false])
    await scoreText(`${line}}`, { schemas: 'edgejson' })
    expect(compliance()).toEqual([false])
  })

  it('stops at a broken line, names it and writes nothing', async () => {
    writeFileSync(file('out.jsonl'), 'as it was')
    const outcome = await scoreText('{"expected": 1, "output": "1"}\n{"expected": 1, "output": nul}\n')
    expect(outcome.broken).toBe(1)
    expect(outcome.problems).toEqual([
      `${file('in.jsonl')}:2: no JSON: "}" found where the rest of null should be (column 30)`,
      `${file('out.jsonl')} was not written; --keep-going scores the lines that can be scored`,
    ])
    expect(read('out.jsonl')).toBe('as it was')
    expect(readdirSync(file('.')).sort()).toEqual(['in.jsonl', 'out.jsonl'])
  })

  it.each([
    ['[1]', 'not a JSON object'],
    ['{"output": "1"}', '"expected" is missing: the expected value, as JSON'],
    ['{"expected": null}', '"output" is missing: it must be the output text of the model'],
    [
      '{"expected": 1, "output": {"a": 1}}',
      '"output" is not a string: it must be the output text of the model',
    ],
    ['{"expected": NaN, "output": ""}', 'no JSON: "N" found where a value should be (column 14)'],
  ])('says what is wrong with %s', async (line, problem) => {
    expect((await scoreText(line)).problems[0]).toBe(`${file('in.jsonl')}:1: ${problem}`)
  })

  it('takes in the official mode what Python writes', async () => {
    const outcome = await scoreText(
      '{"expected": {"a": [NaN]}, "output": "{\\"a\\": [NaN]}", "ms": Infinity}',
      {
        mode: 'official',
      },
    )
    expect(outcome.broken).toBe(0)
    expect(read('out.jsonl')).toContain('"ms": Infinity,"score":{"parsed":true,"jsonExact":true,"fieldF1":1')
  })

  it('continues with --keep-going, and counts what it left out', async () => {
    const good = '{"expected": 1, "output": "1"}\n'
    const bytes = Buffer.concat([
      Buffer.from(`${good}broken\n`),
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      Buffer.from(`${'x\n'.repeat(30)}${good}`),
    ])
    const { broken, problems, summary } = await scoreText(bytes, { keepGoing: true })
    expect([broken, summary.lines]).toEqual([32, 2])
    expect(problems).toHaveLength(22)
    expect(problems[1]).toBe(`${file('in.jsonl')}:3: not UTF-8`)
    expect(problems.slice(-2)).toEqual([
      '… and 12 more broken lines',
      `lines left out of ${file('out.jsonl')}: 32`,
    ])
    expect(read('out.jsonl').trim().split('\n')).toHaveLength(2)
  })

  it.each(['', '\n\n'])('does not pass a file without lines off as scored', async (text) => {
    const { broken, problems } = await scoreText(text)
    expect([broken, problems]).toEqual([1, [`${file('in.jsonl')} contains no line to score`]])
    expect(readdirSync(file('.'))).toEqual(['in.jsonl'])
  })

  it('refuses to write over what it reads', async () => {
    writeFileSync(file('in.jsonl'), '{"expected": 1, "output": "1"}')
    symlinkSync(file('in.jsonl'), file('link'))
    linkSync(file('in.jsonl'), file('hard'))
    for (const out of ['in.jsonl', 'link', 'hard', './in.jsonl'])
      await expect(runScore(file('in.jsonl'), file(out), { mode: 'strict' })).rejects.toThrow(/the same file/)
    await expect(runScore(file('none'), file('none'), { mode: 'strict' })).rejects.toThrow(/the same file/)
  })

  it('names a file that cannot be read, and a folder that is not there', async () => {
    await expect(runScore(file('none'), file('out'), { mode: 'strict' })).rejects.toMatchObject({
      code: 'IO',
    })
    writeFileSync(file('in.jsonl'), '{"expected": 1, "output": "1"}')
    await expect(runScore(file('in.jsonl'), file('no/out'), { mode: 'strict' })).rejects.toThrow(
      /ENOENT.*no.out/,
    )
    expect(readdirSync(file('.'))).toEqual(['in.jsonl'])
  })

  it('follows a link to the output file', async () => {
    writeFileSync(file('real'), '')
    symlinkSync(file('real'), file('out.jsonl'))
    await scoreText('{"expected": 1, "output": "1"}')
    expect(read('real')).toContain('"score"')
  })

  it('reports on standard error and by exit code', async () => {
    const written: string[] = []
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const before = process.exitCode
    try {
      writeFileSync(file('in.jsonl'), '{"expected": {}, "output": "{}"}\n{}\n')
      const program = new Command().exitOverride()
      registerScore(program.command('score'))
      await program.parseAsync(
        ['score', '--mode', 'official', '--keep-going', file('in.jsonl'), file('out')],
        {
          from: 'user',
        },
      )
      expect(process.exitCode).toBe(1)
    } finally {
      process.exitCode = before
      spy.mockRestore()
    }
    expect(written).toEqual([
      `[vitest-edgejson] ${file('in.jsonl')}:2: "expected" is missing: the expected value, as JSON\n`,
      `[vitest-edgejson] lines left out of ${file('out')}: 1\n`,
      '1 completion (official): 100.0 % exact, FieldF1 1.000, 0.0 % comply, 100.0 % with JSON\n',
    ])
  })
})

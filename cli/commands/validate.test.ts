import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { registerValidate, runValidate } from './validate.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-validate-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function dataset(...lines: object[]): string {
  const file = path.join(folder, 'data.jsonl')
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return file
}

const contact = {
  id: 'edgejson_contact_info_a',
  schema_id: 'contact_info',
  prompt: 'Ann, ann@example.org, 555-0100',
  expected_output: { name: 'Ann', email: 'ann@example.org', phone: '555-0100' },
}

describe('edgejson validate', () => {
  it('says that a good file is good', async () => {
    const file = dataset(contact)
    const { output, exitCode } = await runValidate(file, {})
    expect(exitCode).toBe(0)
    expect(output).toContain(`${file}: 1 example, 0 errors, 0 warnings`)
  })

  it('holds answers against the packaged schemas: a breach is an error, a format a warning', async () => {
    const { name, phone } = contact.expected_output
    const file = dataset(
      { ...contact, expected_output: { name, phone } },
      {
        ...contact,
        id: 'edgejson_contact_info_b',
        prompt: 'Ann, ann(at)example, 555-0100',
        expected_output: { name, phone, email: 'ann(at)example' },
      },
    )
    const { output, exitCode } = await runValidate(file, {})
    expect(exitCode).toBe(1)
    expect(output).toContain(`${file}:1: error SCHEMA "contact_info": $ must have required property 'email'`)
    expect(output).toContain(`${file}:2: warning FORMAT "contact_info": $.email must match format "email"`)
    expect(output).toContain('2 examples, 1 error, 1 warning')
  })

  it('holds accepted values against the schema, too, and counts them among themselves', async () => {
    const { expected_output } = contact
    const accepted = [expected_output, { ...expected_output, phone: 5550100 }]
    const file = dataset({ ...contact, accepted })
    const { output, exitCode } = await runValidate(file, {})
    expect(exitCode).toBe(1)
    expect(output).toContain(
      `${file}:1: error SCHEMA "contact_info": accepted value 2: $.phone must be string`,
    )
    expect(output).toContain('1 example, 1 error, 0 warnings')
  })

  it('--strict fails on warnings', async () => {
    const file = dataset({ ...contact, prompt: 'nothing of it' })
    expect((await runValidate(file, {})).exitCode).toBe(0)
    const { output, exitCode } = await runValidate(file, { strict: true })
    expect(exitCode).toBe(1)
    expect(output).toContain('error NOT_IN_PROMPT $.name')
  })

  it('--json is JSON with all findings, and safe for a terminal', async () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...contact,
      id: `edgejson_contact_info_\u001b\u202e${index}`,
      prompt: `${index}`,
    }))
    const { output, exitCode } = await runValidate(dataset(...many), { json: true })
    expect(exitCode).toBe(0)
    const report = JSON.parse(output)
    expect(report).toMatchObject({ examples: 30, errors: 0, warnings: 90 })
    expect(report.findings).toHaveLength(90)
    expect(report.findings[0]).toMatchObject({
      line: 1,
      // Escaped when the line is loaded, as the run and `-t` have it.
      id: 'edgejson_contact_info_\\u001b\\u202e0',
      code: 'NOT_IN_PROMPT',
    })
    expect(output).not.toMatch(/[\u001b\u202e]/)
  })

  it('judges lines of others by their own folder only, and reports a name that is not there', async () => {
    const line = { ...contact, id: 'mine', schema_id: 'invoice' }
    const without = await runValidate(dataset(line), {})
    expect(without.exitCode).toBe(0)
    expect(without.output).toContain(
      '1: warning UNKNOWN_SCHEMA there is no schema "invoice", so compliance is not',
    )
    const packaged = await runValidate(dataset(line), { schemas: 'edgejson' })
    expect(packaged.output).toContain(
      '1: error SCHEMA "invoice": $ must have required property \'invoice_number\'',
    )
    const schemas = path.join(folder, 'own')
    mkdirSync(schemas, { recursive: true })
    writeFileSync(path.join(schemas, 'order.json'), '{"type":"object"}')
    const misspelt = await runValidate(dataset({ ...line, schema_id: 'ordr' }), { schemas })
    expect(misspelt.exitCode).toBe(1)
    expect(misspelt.output).toContain('1: error UNKNOWN_SCHEMA')
    expect(misspelt.output).toContain('did you mean "order"?')
  })

  it('names the file of an invalid schema', async () => {
    const schemas = path.join(folder, 'contact_info.json')
    writeFileSync(schemas, '{"type":"objekt"}')
    await expect(runValidate(dataset(contact), { schemas: folder })).rejects.toMatchObject({
      code: 'BAD_SCHEMA',
    })
    // The path from the working folder, where that is shorter.
    const end = path.join(path.basename(folder), 'contact_info.json')
    await expect(runValidate(dataset(contact), { schemas: folder })).rejects.toThrow(end)
  })

  it('reads the command line', async () => {
    const file = dataset({ key: 'a', text: 'Ann', answer: '{"name":"Ann"}' })
    const program = new Command('edgejson').exitOverride().configureOutput({ writeErr: () => {} })
    registerValidate(program.command('validate'))
    const [command] = program.commands
    const seen: unknown[] = []
    command?.action((given: string, options: object) => void seen.push(given, options))
    const fields = ['--field', 'id=key', '--field', 'prompt=text', '--field', 'expected=answer']
    await program.parseAsync(['validate', file, ...fields, '--max-new-tokens', '9'], { from: 'user' })
    expect(seen).toEqual([
      file,
      { field: { id: 'key', prompt: 'text', expected: 'answer' }, maxNewTokens: 9 },
    ])
    expect((await runValidate(file, seen[1] as object)).output).toContain('1 example, 0 errors')
  })

  it.each([
    ['--max-new-tokens', '0'],
    ['--max-new-tokens', 'many'],
    ['--field', 'prompt'],
    ['--field', '=x'],
  ])('refuses %s %s', async (...args) => {
    const program = new Command('edgejson').exitOverride().configureOutput({ writeErr: () => {} })
    registerValidate(program.command('validate'))
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} })
    await expect(program.parseAsync(['validate', 'x.jsonl', ...args], { from: 'user' })).rejects.toThrow(
      /argument/,
    )
  })
})

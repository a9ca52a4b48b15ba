import type { ModuleLine, ModuleSpec, ModuleTable } from '../records/module-spec.ts'

export interface ModuleSource {
  readonly runtime: string
  readonly assertion: string | null
  readonly spec: ModuleSpec
  readonly lines: readonly ModuleLine[]
}

/**
 * The test module of a dataset for whoever reads tests without running them: Vitest's static collection, the UI's code
 * tab, editors. The call for the example on line N stands on line N, so that all of them point into the JSONL file.
 */
export function literalModule(source: ModuleSource): string {
  const code: string[] = []
  for (const { line, name, tags } of source.lines) {
    while (code.length < line - 1) code.push('')
    code.push(`test(${literal(name)}, ${literal({ tags })}, run);`)
  }
  const [first = '', ...rest] = code
  const lines = [`import { test } from "vitest";${opening(source)};const { run } = dataset;${first}`, ...rest]
  return `${lines.join('\n')};dataset.done(${parsed(source.lines.map(({ line }) => line))})\n`
}

/**
 * The same module for a run: one statement instead of one a test. Before a module runs it is parsed, walked, rewritten
 * and mapped, which for 100,000 calls takes longer than the tests behind them.
 */
export function runModule(source: ModuleSource): string {
  return `${opening(source)};dataset.define(${parsed(moduleTable(source.lines))})\n`
}

function opening({ runtime, assertion, spec }: ModuleSource): string {
  return [
    `import { defineDatasetTests } from ${literal(runtime)}`,
    assertion === null ? 'const assertion = null' : `import assertion from ${literal(assertion)}`,
    `const dataset = defineDatasetTests(${parsed(spec)}, assertion)`,
  ].join(';')
}

/** A value as a text that is read at run time: one constant to whatever parses the module. */
function parsed(value: unknown): string {
  return `JSON.parse(${literal(JSON.stringify(value))})`
}

/** JSON is JavaScript, but for the two separators that end a line in older grammars and confuse line counters. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** The columns of these lines. */
export function moduleTable(lines: readonly ModuleLine[]): ModuleTable {
  const indexes = new Map<string, number>()
  const tagSets: (readonly string[])[] = []
  const tagSetOf = lines.map(({ tags }) => {
    const key = JSON.stringify(tags)
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, tagSets.length)
    return tagSets.push(tags) - 1
  })
  return { lines: lines.map(({ line }) => line), names: lines.map(({ name }) => name), tagSetOf, tagSets }
}

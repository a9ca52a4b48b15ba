import type { ModuleLine, ModuleSpec, ModuleTable } from '../records/module-spec.ts'

export interface ModuleSource {
  readonly runtime: string
  readonly assertion: string | null
  /** File of the redaction module; null for none. */
  readonly redact: string | null
  /** File of the template module; null for none. */
  readonly template: string | null
  readonly spec: ModuleSpec
  readonly lines: readonly ModuleLine[]
}

/**
 * The module source for static collection: `vitest list`, the code tab of the UI, editors. The call for the
 * example on line N is on line N, so all of them point into the JSONL file.
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
 * The same module for a run: one statement instead of one per test. Vite parses, walks, rewrites and maps a
 * module before it runs, which takes longer for 100,000 calls than the tests themselves.
 */
export function runModule(source: ModuleSource): string {
  return `${opening(source)};dataset.define(${parsed(moduleTable(source.lines))})\n`
}

function opening({ runtime, assertion, redact, template, spec }: ModuleSource): string {
  return [
    `import { defineDatasetTests } from ${literal(runtime)}`,
    ...Object.entries({ assertion, redact, template }).map(([name, file]) =>
      file === null ? `const ${name} = null` : `import ${name} from ${literal(file)}`,
    ),
    `const dataset = defineDatasetTests(${parsed(spec)}, { assertion, redact, template })`,
  ].join(';')
}

/** A value as a text that is parsed at run time: a single constant for the parser of the module. */
function parsed(value: unknown): string {
  return `JSON.parse(${literal(JSON.stringify(value))})`
}

/**
 * JSON is JavaScript, except for the two separators that end a line in older grammars and confuse line
 * counters.
 */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

/** These lines as columns. */
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

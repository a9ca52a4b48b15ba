import type { ModuleSpec } from '../model/module-spec.ts'

/** One line of a dataset as far as the generated module needs it. */
export interface IndexedLine {
  /** 1-based line number in the file. */
  readonly line: number
  /** The test's name; null for a line that cannot be used. */
  readonly id: string | null
  readonly tags: readonly string[]
}

export interface ModuleSource {
  readonly runtime: string
  readonly assertion: string | null
  readonly spec: ModuleSpec
  readonly lines: readonly IndexedLine[]
}

/**
 * The test module of a dataset. The call for the example on line N stands on line N, so that Vitest's static
 * collection, `file:line` filters, the UI's code tab and editors all point into the JSONL file. A call says no more
 * than static collection reads: a module of 100,000 is parsed, walked and rewritten before it runs.
 */
export function generateModule({ runtime, assertion, spec, lines }: ModuleSource): string {
  const imports = [
    'import { test } from "vitest"',
    `import { openDataset } from ${literal(runtime)}`,
    assertion === null ? 'const assertion = null' : `import assertion from ${literal(assertion)}`,
  ].join(';')
  const head = `${imports};const { run, done } = openDataset(${literal(spec)}, assertion);`

  const code: string[] = []
  for (const { line, id, tags } of lines) {
    const name = id === null ? `line ${line} (broken)` : id
    while (code.length < line - 1) code.push('')
    code.push(`test(${literal(name)}, ${literal({ tags })}, run);`)
  }
  const [first = '', ...rest] = code
  // As a text: the numbers are one constant to whatever parses the module.
  const numbers = literal(JSON.stringify(lines.map(({ line }) => line)))
  return `${[head + first, ...rest].join('\n')};done(JSON.parse(${numbers}))\n`
}

/** JSON is JavaScript, but for the two separators that end a line in older grammars and confuse line counters. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

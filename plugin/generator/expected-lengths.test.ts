import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { describe, expect, test } from 'vitest'
import { isRecord } from '../core/json/json.ts'
import { packageInfo } from '../core/package-info.ts'

const model = path.join(packageInfo.root, '../shared/models/smollm2-135m-instruct')

interface Lengths {
  readonly mean: number
  readonly median: number
  readonly longest: number
}

describe.skipIf(!existsSync(model))('tokens of SmolLM2, as stated in fixtures/edgejson/README.md', () => {
  const readme = readFileSync(path.join(packageInfo.root, 'fixtures/edgejson/README.md'), 'utf8')

  test.each(['train', 'test'])('%s', (split) => {
    const tokenizer = loadTokenizer()
    const count = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids.length
    const lines = readFileSync(path.join(packageInfo.root, `fixtures/edgejson/${split}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
    const expectedValues = lines.map((line) =>
      count(line.slice(line.lastIndexOf('"expected_output": ') + 19, -1)),
    )
    const prompts = lines.map((line) => count(promptOf(line)))
    const row = ({ mean, median, longest }: Lengths) => `${mean} / ${median} / ${longest}`
    expect(readme).toContain(`| ${split} | ${row(lengths(expectedValues))} | ${row(lengths(prompts))} |`)
    // For comparison, the official test split: mean 217, median 99, longest 1,708.
    expect(lengths(expectedValues).mean).toBeGreaterThan(180)
    expect(lengths(expectedValues).mean).toBeLessThan(240)
    expect(lengths(expectedValues).longest).toBeLessThanOrEqual(1708)
  })
})

function loadTokenizer(): Tokenizer {
  const read = (file: string) => JSON.parse(readFileSync(path.join(model, file), 'utf8'))
  return new Tokenizer(read('tokenizer.json'), read('tokenizer_config.json'))
}

function promptOf(line: string): string {
  const example: unknown = JSON.parse(line)
  return isRecord(example) ? String(example.prompt) : ''
}

function lengths(values: readonly number[]): Lengths {
  const sorted = [...values].sort((left, right) => left - right)
  return {
    mean: Math.round(values.reduce((left, right) => left + right, 0) / values.length),
    median: sorted[Math.floor(sorted.length / 2)] ?? 0,
    longest: sorted.at(-1) ?? 0,
  }
}

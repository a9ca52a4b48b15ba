import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type AnySchema } from 'ajv'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { Ajv2020 } from 'ajv/dist/2020.js'
import draft06 from 'ajv/dist/refs/json-schema-draft-06.json' with { type: 'json' }
import AjvDraft04 from 'ajv-draft-04'
import { expect, it } from 'vitest'
import { isRecord } from '../../core/json/json.ts'
import { parseJson } from '../../core/json/parse.ts'
import { compileSchema } from './compile-schema.ts'
import { type Draft, META_URIS } from './draft.ts'

/** The required tests that need no other file: draft → file → groups of tests with a schema. */
type Suite = Record<string, Record<string, [string, AnySchema, [string, unknown, boolean][]][]>>

const SUITE = fileURLToPath(
  new URL('../../../fixtures/json-schema-test-suite/required.json', import.meta.url),
)
const DOCS = fileURLToPath(new URL('../../../docs/reference/json-schema-test-suite.md', import.meta.url))

const DRAFTS: Readonly<Record<string, Draft>> = {
  draft4: 'draft-04',
  draft6: 'draft-06',
  draft7: 'draft-07',
  'draft2019-09': '2019-09',
  'draft2020-12': '2020-12',
}

const plain = { strict: false, validateSchema: false, validateFormats: false, logger: false } as const
const AJV: Readonly<Record<Draft, () => Ajv>> = {
  'draft-04': () => new AjvDraft04.default(plain),
  'draft-06': () => new Ajv(plain).addMetaSchema(draft06),
  'draft-07': () => new Ajv(plain),
  '2019-09': () => new Ajv2019(plain),
  '2020-12': () => new Ajv2020(plain),
}

type Judge = (data: unknown) => boolean

/** What judges a group's values; null for every value where the schema is refused. */
function judgeOf(compile: () => Judge): (data: unknown, expected: boolean) => boolean | null {
  let judge: Judge | null = null
  try {
    judge = compile()
  } catch {
    return () => null
  }
  return (data, expected) => {
    try {
      return judge(data) === expected
    } catch {
      return false
    }
  }
}

it('gives what the required tests of the JSON Schema Test Suite want, or is listed in the docs', async () => {
  const suite = JSON.parse(readFileSync(SUITE, 'utf8')) as Suite
  const rows: string[] = []
  const lists: string[] = []
  const lost: string[] = []
  for (const [name, files] of Object.entries(suite)) {
    const draft = DRAFTS[name] as Draft
    let tests = 0
    const wrong = { ours: [] as string[], ajv: [] as string[] }
    for (const [file, groups] of Object.entries(files))
      for (const [group, schema, cases] of groups) {
        const declared = isRecord(schema) ? { $schema: META_URIS[draft], ...schema } : schema
        const ours = judgeOf(() => {
          const validate = compileSchema(declared)
          return (data) => validate(parseJson(JSON.stringify(data))).valid
        })
        const ajv = judgeOf(() => {
          const validate = AJV[draft]().compile(declared)
          return (data) => validate(data) === true
        })
        for (const [test, data, valid] of cases) {
          const title = `${file}: ${group}: ${test}`
          tests += 1
          const right = ours(data, valid)
          const ajvRight = ajv(data, valid)
          if (!right) wrong.ours.push(right === null ? `${title} (the schema is refused)` : title)
          if (!ajvRight) wrong.ajv.push(title)
          if (ajvRight && !right) lost.push(`${draft}: ${title}`)
        }
      }
    rows.push(`| ${draft} | ${tests} | ${wrong.ajv.length} | ${wrong.ours.length} |`)
    lists.push(
      `## ${draft}`,
      '',
      ...(wrong.ours.length === 0 ? ['None.'] : wrong.ours.map((title) => `- ${title}`)),
      '',
    )
  }
  expect(lost).toEqual([])
  const text = [
    '# What of the JSON Schema Test Suite is judged wrongly',
    '',
    '`plugin/scoring/schema/test-suite.test.ts` writes this page (`npx vitest run --project unit test-suite -u`). It covers the',
    'required tests that need no other file. `ajv` is plain ajv with the class for the draft.',
    '',
    '| draft | tests | wrong in ajv | wrong here |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'The tests that are wrong here:',
    '',
    ...lists,
  ].join('\n')
  await expect(text).toMatchFileSnapshot(DOCS)
}, 240_000)

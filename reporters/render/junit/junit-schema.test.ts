import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { validateXML } from 'xmllint-wasm'
import { collected, report, typicalFate } from '../../test-support/benchmark.ts'
import { renderJunit } from './junit.ts'

const SCHEMA = readFileSync(
  fileURLToPath(new URL('../../../fixtures/junit/jenkins-xunit-10.xsd', import.meta.url)),
  'utf8',
)

async function problems(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [{ fileName: 'junit.xsd', contents: SCHEMA }],
  })
  return errors.map(({ message }) => message)
}

/** The three documented departures from the schema, see docs/reference/junit.md. */
function withoutDepartures(xml: string): string {
  return xml
    .replace(/(<testcase\b[^>]*?) file="[^"]*"/g, '$1')
    .replace(/(<testcase\b[^>]*?) line="[^"]*"/g, '$1')
    .replace(/(<testcase\b[^>]*>)\s*<properties>.*?<\/properties>/gs, '$1')
}

test('junit.xml is valid by the schema of Jenkins xUnit but for the documented departures', async () => {
  const run = report(
    collected({
      examples: 40,
      fate: typicalFate,
      change: ({ line }) =>
        line === 3
          ? { state: 'failed', scores: null, completion: null, failure: 'the server said <500> & "no"\u0000' }
          : {},
    }),
  )
  const xml = [...renderJunit([run])].join('')
  expect(xml).toContain('<error')
  expect(xml).toContain('<skipped')
  expect(await problems(withoutDepartures(xml))).toEqual([])
  expect((await problems(xml)).length).toBeGreaterThan(0)
})

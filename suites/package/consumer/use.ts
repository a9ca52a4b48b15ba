// What a user writes, compiled against the packed package with `skipLibCheck: false` on each major of Vitest.
import { expect, test } from 'vitest'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import edgejson, { type AssertionContext } from 'vitest-edgejson'
import { loadEngine } from 'vitest-edgejson/engines'
import type { EdgejsonMatchers } from 'vitest-edgejson/matchers'
import 'vitest-edgejson/matchers'
import { EdgejsonReporter } from 'vitest-edgejson/reporters'
import { scoreAnswer } from 'vitest-edgejson/scoring'

const config: ViteUserConfig = defineConfig({ plugins: [edgejson({ model: 'builtin', limit: 3 })] })
const entries: readonly unknown[] = [loadEngine, EdgejsonReporter, scoreAnswer]
const matchers: readonly (keyof EdgejsonMatchers)[] = ['toMatchJSONExact', 'toRespondWithin']

// @ts-expect-error an unknown option
edgejson({ modle: 'builtin' })

const assertion = ({ expect: ofTest, example, completion }: AssertionContext): void => {
  ofTest(completion).toHaveFieldF1Above(0.9, example.expected)
}

test('entries', () => {
  expect([config, entries, matchers, assertion]).toHaveLength(4)
})

test('matchers', async () => {
  expect('{}').toMatchJSONExact({})
  expect('{}').not.toComplyWithSchema({ type: 'array' })
  expect.soft('{}').toBeValidJSON()
  expect({ value: '{}' }).toEqual({ value: expect.toBeValidJSON() })
  expect({ value: 'none' }).toEqual({ value: expect.not.toBeValidJSON() })
  const later: Promise<void> = expect(Promise.resolve('{}')).resolves.toBeValidJSON()
  await later
  await expect.poll(() => '{}').toHaveFieldF1Above(1, {})
  // @ts-expect-error the threshold is a number
  expect('{}').toHaveFieldF1Above('1', {})
  // @ts-expect-error there is no such matcher
  expect('{}').toBeValidYAML()
})

import { afterEach, expect, test } from 'vitest'
import type { EngineResult } from '../../contract/completions.ts'
import type { OpenModel } from '../../contract/open-model.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { PACKAGED_FOLDER, packagedRequests } from '../test-support/packaged-model.ts'
import { openModel } from './open-model.ts'

const open: OpenModel[] = []
afterEach(async () => {
  for (const model of open.splice(0)) await model.close()
})

/** Two worked examples before each prompt, as in a few-shot prompt. */
const [first, second, ...rest] = packagedRequests(12).sort(
  (a, b) => a.prompt.text.length - b.prompt.text.length,
)
const EXAMPLES = [first, second].map((each) => `${each?.prompt.text} ${each?.expected}\n\n`).join('')
const REQUESTS = rest.slice(0, 5).map((each) => ({
  ...each,
  maxNewTokens: 40,
  prompt: { ...each.prompt, text: EXAMPLES + each.prompt.text },
}))

async function completions(
  options: Partial<EngineOptions>,
  requests = REQUESTS,
): Promise<{ results: EngineResult[]; cached: number }> {
  const source = { folder: PACKAGED_FOLDER, weights: null, id: 'packaged', specifier: 'builtin' }
  const model = await openModel(source, { model: 'builtin', threads: 1, constrain: 'schema', ...options })
  open.push(model)
  const results = await Promise.all(
    requests.map((each) => model.complete(each, new AbortController().signal)),
  )
  return { results, cached: results.reduce((sum, { cachedTokensIn }) => sum + (cachedTokensIn ?? 0), 0) }
}

const texts = ({ results }: { results: readonly EngineResult[] }): string[] => results.map(({ text }) => text)

test('prompts that begin alike share a prefix, and the packaged model gives the same texts as without', async () => {
  const plain = await completions({ prefixCaching: false, concurrency: 4 })
  expect(plain.results.every(({ cachedTokensIn }) => cachedTokensIn === undefined)).toBe(true)
  const cached = await completions({ concurrency: 4 })
  expect(texts(cached)).toEqual(texts(plain))
  const prompts = cached.results.reduce((sum, { tokensIn }) => sum + (tokensIn ?? 0), 0)
  expect(cached.cached).toBeGreaterThan(prompts / 2)
  // The first prompt has nothing to reuse.
  expect(cached.results[0]?.cachedTokensIn).toBe(0)
  // Memory for little more than one sequence: stored prefixes are evicted, and sequences are preempted.
  expect(
    texts(await completions({ concurrency: 4, kvCacheMegabytes: 6 }, REQUESTS.toReversed())).toReversed(),
  ).toEqual(texts(plain))
})

test('a request may be prefilled without the cache, and is not remembered', async () => {
  const [request] = REQUESTS
  if (request === undefined) throw new RangeError('no request')
  const { results } = await completions({ concurrency: 1 }, [
    { ...request, prefixCaching: false, maxNewTokens: 3 },
    { ...request, maxNewTokens: 3 },
    { ...request, maxNewTokens: 3 },
    { ...request, prefixCaching: false, maxNewTokens: 3 },
  ])
  expect(results.map(({ cachedTokensIn }) => cachedTokensIn ?? null)).toEqual([
    null,
    0,
    expect.any(Number),
    null,
  ])
  expect(results[2]?.cachedTokensIn).toBeGreaterThan((results[2]?.tokensIn ?? 0) - 130)
})

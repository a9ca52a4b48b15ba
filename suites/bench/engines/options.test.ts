import { expect, test } from 'vitest'
import { chosen, llamaContenders, onnxContenders } from './contenders.ts'
import { readOptions } from './options.ts'

test('models repeat, figures are numbers, the rest has defaults', () => {
  expect(readOptions(['--model', 'a', '--model', 'b', '--examples', '7'])).toMatchObject({
    models: ['a', 'b'],
    examples: 7,
    seed: 1,
    maxNewTokens: 512,
    machine: true,
  })
})

test.each([
  [['--examples', '0'], /--examples is "0"; it must be a whole number above 0/],
  [['--gguf', 'x'], /--gguf and --gguf-model go together/],
  [['--python', 'x'], /--python and --official go together/],
  [['--examples', '7', '--shortest', '3'], /--examples and --shortest exclude each other/],
  [['--shortest', 'all'], /--shortest is "all"/],
  [['--what'], /--what/],
])('%j is refused', (args, message) => {
  expect(() => readOptions(args)).toThrow(message)
})

test('contenders have names of their own; a choice keeps ours to compare with', () => {
  const official = { python: 'python3', folder: 'f' }
  const plans = [
    ...onnxContenders({
      folder: 'f',
      dtype: 'fp32',
      threads: 2,
      fixedThreads: true,
      cacheDir: 'c',
      official,
    }),
    ...llamaContenders('g', 2, 512),
  ]
  expect(new Set(plans.map(({ name }) => name)).size).toBe(plans.length)
  expect(plans.filter(({ kind }) => kind === 'ours').map(({ name }) => name)).toEqual(['ours'])
  expect(chosen(plans, []).length).toBe(plans.length)
  expect(chosen(plans, ['llama']).map(({ name }) => name)).toEqual([
    'ours',
    'llama.cpp, 1 sequence',
    'llama.cpp, 8 sequences',
  ])
})

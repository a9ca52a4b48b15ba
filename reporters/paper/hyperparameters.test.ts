import { expect, test } from 'vitest'
import { hyperparameterNames, hyperparametersOf, mergeHyperparameters } from './hyperparameters.ts'

test('numbers, texts, switches and lists count; the rest is left out', () => {
  const config = {
    lr: 0.02,
    muon: true,
    betas: [0.9, 0.95],
    seed: null,
    scheduler: { a: 1 },
    empty: [],
    mixed: [1, {}],
  }
  expect(Object.fromEntries(hyperparametersOf(config))).toEqual({
    'learning rate': 0.02,
    muon: 'yes',
    betas: '0.9, 0.95',
  })
})

test('a list keeps its order; only a set has none', () => {
  const config = { betas: [0.95, 0.9], milestones: [30, 80, 100], sizes: [2, 10], target_modules: ['v', 'q'] }
  expect(Object.fromEntries(hyperparametersOf(config))).toEqual({
    betas: '0.95, 0.9',
    milestones: '30, 80, 100',
    sizes: '2, 10',
    'adapted matrices': 'q, v',
  })
})

test('of an adapter only what people name, in an order that does not change', () => {
  const adapter = {
    peft_type: 'LORA',
    r: 16,
    lora_alpha: 32,
    init_lora_weights: true,
    target_modules: ['v_proj', 'q_proj'],
  }
  expect([...hyperparametersOf(adapter)]).toEqual([
    ['LoRA rank', 16],
    ['LoRA alpha', 32],
    ['adapted matrices', 'q_proj, v_proj'],
  ])
})

test('the config of a LoRA training of this project has the names of the table', () => {
  const config = {
    rank: 16,
    alpha: 32,
    dropout: 0.1,
    targets: ['v_proj', 'q_proj'],
    batch: 8,
    clip: 1,
    longest: 640,
  }
  expect(Object.fromEntries(hyperparametersOf({ ...config, part_tokens: 1024, threads: 1 }))).toEqual({
    'LoRA rank': 16,
    'LoRA alpha': 32,
    'LoRA dropout': 0.1,
    'adapted matrices': 'q_proj, v_proj',
    'batch size': 8,
    'gradient clip': 1,
    'longest example (tokens)': 640,
  })
})

test('alpha and dropout of another training keep their names', () => {
  expect(Object.fromEntries(hyperparametersOf({ alpha: 0.5, dropout: 0.1 }))).toEqual({
    alpha: 0.5,
    dropout: 0.1,
  })
})

test('sources of one model are joined, and well-known names come first', () => {
  const merged = mergeHyperparameters([
    {
      model: 'a',
      values: new Map([
        ['zeta', 1],
        ['seed', 1],
      ]),
    },
    { model: 'b', values: new Map([['LoRA rank', 8]]) },
    { model: 'a', values: new Map([['seed', 2]]) },
  ])
  expect(merged.map(({ model, values }) => [model, Object.fromEntries(values)])).toEqual([
    ['a', { zeta: 1, seed: 2 }],
    ['b', { 'LoRA rank': 8 }],
  ])
  expect(hyperparameterNames(merged)).toEqual(['LoRA rank', 'seed', 'zeta'])
})

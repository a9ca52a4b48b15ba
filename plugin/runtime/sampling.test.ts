import { expect, test } from 'vitest'
import type { ProjectSettings } from '../records/project-settings.ts'
import { samplingOf } from './sampling.ts'

const server = 'http://127.0.0.1:8080/v1'
const sampling = (engine: ProjectSettings['engine'], model = server) => samplingOf({ model, engine })

test.each([
  [{}, null],
  [{ temperature: 0 }, null],
  [{ temperature: 0.7 }, 'temperature 0.7'],
  [{ temperature: 0.7, seed: 3 }, 'temperature 0.7, seed 3'],
  [{ temperature: false }, 'temperature of the model'],
  [{ seed: 3 }, 'temperature 0, seed 3'],
  [{ temperature: 1, body: { top_p: 0.9, user: 'ci' } }, 'temperature 1, top_p 0.9'],
  [{ temperature: 1, body: { options: { top_k: 40 } } }, 'temperature 1, top_k 40'],
  // Greedy decoding does not depend on top_p, but on penalties.
  [{ body: { top_p: 0.9 } }, null],
  [{ body: { repetition_penalty: 1.1 } }, 'temperature 0, repetition_penalty 1.1'],
] satisfies [ProjectSettings['engine'], string | null][])('of a server: %j is %s', (engine, name) => {
  expect(sampling(engine)).toBe(name)
})

test('a GGUF file and a module sample; an ONNX model and a recording do not', () => {
  const engine = { temperature: 0.7, body: { top_p: 0.9 } }
  expect(sampling(engine, './model.gguf')).toBe('temperature 0.7')
  expect(sampling(engine, './engine.mjs')).toBe('temperature 0.7')
  expect(sampling(engine, './models/nano')).toBeNull()
  expect(sampling(engine, 'replay:answers.jsonl')).toBeNull()
})

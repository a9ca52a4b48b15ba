import type { InferenceSession } from 'onnxruntime-node'
import { describe, expect, test } from 'vitest'
import { describeGraph } from './decoder-io.ts'

type Value = InferenceSession.ValueMetadata
const value = (
  name: string,
  type: 'float32' | 'float16' | 'int64' | 'int32' | 'uint8',
  ...shape: (number | string)[]
): Value => ({
  name,
  isTensor: true,
  type,
  shape,
})
const OPEN = { cacheHeads: null, headSize: null }
const IDS = value('input_ids', 'int64', 'batch', 'length')
const LOGITS = value('logits', 'float32', 'batch', 'length', 10)
const PAST = value('past_key_values.0.key', 'float32', 'batch', 3, 'past', 64)
const PRESENT = value('present.0.key', 'float32', 'batch', 3, 'total', 64)

describe('describeGraph', () => {
  test.each([
    ['past_key_values.3.key', 'present.3.key'],
    ['past_key_values.3.decoder.value', 'present.3.decoder.value'],
    ['past_key_3', 'present_key_3'],
  ])('%s is what %s was', (input, output) => {
    const graph = describeGraph(
      'f',
      [IDS, value(input, 'float16', 1, 'heads', 'past', 'size')],
      [LOGITS, value(output, 'float16')],
      { cacheHeads: 5, headSize: 7 },
    )
    expect(graph.cache).toEqual([{ input, output, type: 'float16', emptyShape: [1, 5, 0, 7] }])
    expect(graph).toMatchObject({ attentionMask: null, positionIds: null, logitsToKeep: null })
  })

  test.each<[string, RegExp, Value[], Value[]]>([
    ['no input_ids', /no input "input_ids"/, [PAST], [LOGITS, PRESENT]],
    [
      'input_ids of floats',
      /"input_ids" is not a tensor of int64/,
      [value('input_ids', 'float32', 1, 1), PAST],
      [LOGITS, PRESENT],
    ],
    ['no logits', /no output "logits"/, [IDS, PAST], [PRESENT]],
    [
      'logits of bytes',
      /"logits" is not a tensor of float32/,
      [IDS, PAST],
      [value('logits', 'uint8', 1), PRESENT],
    ],
    ['no cache', /no KV cache/, [IDS], [LOGITS]],
    [
      'a cache that is never given back',
      /"past_key_values.0.key" has no output "present.0.key"/,
      [IDS, PAST],
      [LOGITS],
    ],
    [
      'a cache of three dimensions',
      /has the shape \[1,2,3\]/,
      [IDS, value('past_key_values.0.key', 'float32', 1, 2, 3)],
      [LOGITS, PRESENT],
    ],
    [
      'a cache of bytes',
      /"past_key_values.0.key" is not a tensor/,
      [IDS, value('past_key_values.0.key', 'uint8', 1, 2, 3, 4)],
      [LOGITS, PRESENT],
    ],
    [
      'an unknown number of heads',
      /neither .* nor config.json/,
      [IDS, value('past_key_values.0.key', 'float32', 1, 'h', 'p', 64)],
      [LOGITS, PRESENT],
    ],
    [
      'an input of an unknown kind',
      /inputs that this engine does not support: "pixels"/,
      [IDS, PAST, value('pixels', 'float32', 1)],
      [LOGITS, PRESENT],
    ],
  ])('%s', (_, message, inputs, outputs) => {
    expect(() => describeGraph('some/model.onnx', inputs, outputs, OPEN)).toThrow(message)
    expect(() => describeGraph('some/model.onnx', inputs, outputs, OPEN)).toThrow(
      /some\/model.onnx.*text-generation-with-past/,
    )
  })
})

import { readArchitecture } from '../../paper/architecture.ts'
import type { PaperInput } from '../../paper/paper-input.ts'
import { readTrainingLog, type TrainingLog } from '../../paper/training-log.ts'
import { typicalFate } from '../benchmark.ts'
import { paperInput, published, sampleViews } from './paper-input.ts'

export const config = {
  model_type: 'llama',
  hidden_size: 256,
  num_hidden_layers: 5,
  num_attention_heads: 4,
  num_key_value_heads: 2,
  intermediate_size: 768,
  vocab_size: 1024,
  tie_word_embeddings: true,
}
export const log: TrainingLog = readTrainingLog(
  ['{"step":0,"tokens":0,"loss":4,"jsonExact":0}', '{"step":10,"tokens":100,"loss":2,"jsonExact":0.25}'].join(
    '\n',
  ),
  'nano',
  'log',
)

const inputs = new Map<string, PaperInput>()

/** All that a paper can be made from, with this name wherever a name goes. */
export function fullInput(name = 'q4', withPublished = true): PaperInput {
  const own = inputs.get(name) ?? ownInput(name)
  inputs.set(name, own)
  return { ...own, published: withPublished ? published : null }
}

function ownInput(name: string): PaperInput {
  const runs = sampleViews([
    { name, fate: typicalFate, machine: name },
    { name: 'fp32', fate: typicalFate, model: { bytes: 538_000_000 } },
    { name: 'rules', model: { parameters: 0, bytes: null }, slower: 0.001 },
  ])
  const examples = Array.from(runs[0]?.report.cases ?? [], (each) => ({
    ...each,
    id: name,
    prompt: `${name}\nA: 1`,
  }))
  return paperInput({
    runs,
    datasets: [
      { name, examples },
      { name: 'train', examples },
    ],
    trainings: [{ ...log, model: name }, log],
    architecture: readArchitecture({ ...config, hidden_act: name }, () => 4_000_000, 'config.json'),
  })
}

import { isRecord } from '../core/json/json.ts'
import { quoted } from '../core/printable.ts'
import { isGguf, isModule, isServer, type ProjectSettings } from '../records/project-settings.ts'

/** Fields of a server's body that matter where the temperature is not 0. */
const OF_SAMPLING = ['top_p', 'top_k', 'min_p', 'typical_p', 'mirostat']
/** Fields that change greedy decoding too. */
const OF_DECODING = ['presence_penalty', 'frequency_penalty', 'repetition_penalty', 'repeat_penalty']

/**
 * How the completions of a run are sampled, such as `temperature 0.7, seed 1, top_p 0.9`; null: greedy decoding. Only a server, a GGUF
 * file and a module sample; the temperature is 0 unless the options say otherwise.
 */
export function samplingOf({ model, engine }: Pick<ProjectSettings, 'model' | 'engine'>): string | null {
  if (!isServer(model) && !isGguf(model) && !isModule(model)) return null
  const { temperature = 0, seed, body } = engine
  const fields = isServer(model) ? bodyFields(body) : {}
  const names = temperature === 0 ? OF_DECODING : [...OF_SAMPLING, ...OF_DECODING]
  const further = names.flatMap((name) =>
    Object.hasOwn(fields, name) ? [`${name} ${quoted(fields[name], 40)}`] : [],
  )
  if (temperature === 0 && seed === undefined && further.length === 0) return null
  return [
    temperature === false ? 'temperature of the model' : `temperature ${String(temperature)}`,
    ...(seed === undefined ? [] : [`seed ${String(seed)}`]),
    ...further,
  ].join(', ')
}

/** Ollama has them in `options`. */
function bodyFields(body: unknown): Readonly<Record<string, unknown>> {
  if (!isRecord(body)) return {}
  return isRecord(body.options) ? { ...body, ...body.options } : body
}

import { isRecord } from '../../plugin/core/json/json.ts'

export type HyperparameterValue = string | number

/** What one model was trained with. */
export interface Hyperparameters {
  readonly model: string
  readonly values: ReadonlyMap<string, HyperparameterValue>
}

/** Names that training tools use, and the names in the table. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ['base_model_name_or_path', 'base model'],
  ['train_further', 'base model'],
  ['skip_from', 'no backward pass from (probability)'],
  ['r', 'LoRA rank'],
  ['lora_rank', 'LoRA rank'],
  ['lora_alpha', 'LoRA alpha'],
  ['lora_dropout', 'LoRA dropout'],
  ['target_modules', 'adapted matrices'],
  ['targets', 'adapted matrices'],
  ['optimizer', 'optimizer'],
  ['optim', 'optimizer'],
  ['learning_rate', 'learning rate'],
  ['lr', 'learning rate'],
  ['lr_scheduler_type', 'schedule'],
  ['schedule', 'schedule'],
  ['matrix_rate', 'learning rate (matrices, Muon)'],
  ['other_rate', 'learning rate (embedding and norms, AdamW)'],
  ['decay_from', 'learning rate falls from (share of the budget)'],
  ['warmup_steps', 'warm-up steps'],
  ['warm_up_steps', 'warm-up steps'],
  ['batch_size', 'batch size'],
  ['batch', 'batch size'],
  ['per_device_train_batch_size', 'batch size'],
  ['gradient_accumulation_steps', 'gradient accumulation'],
  ['batch_tokens', 'batch size (tokens)'],
  ['num_train_epochs', 'epochs'],
  ['epochs', 'epochs'],
  ['max_steps', 'steps'],
  ['tokens', 'budget (tokens)'],
  ['minutes', 'budget (minutes)'],
  ['weight_decay', 'weight decay'],
  ['max_grad_norm', 'gradient clip'],
  ['clip', 'gradient clip'],
  ['train_examples', 'training examples'],
  ['max_length', 'longest example (tokens)'],
  ['longest', 'longest example (tokens)'],
  ['seed', 'seed'],
])

/** Names of LoRA's settings that mean something else in the config of another training. */
const LORA_TITLES: ReadonlyMap<string, string> = new Map([
  ['rank', 'LoRA rank'],
  ['alpha', 'LoRA alpha'],
  ['dropout', 'LoRA dropout'],
])

/** Settings of this project's trainings on which no weight depends: checkpoints, validation, memory, threads. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'checkpoint_minutes',
  'evaluate_minutes',
  'evaluate_tokens',
  'new_tokens',
  'own_validation',
  'part_tokens',
  'snapshots',
  'threads',
  'validation_lines',
])

/** Lists whose order has no meaning. They are sorted, so that two runs with the same set have the same text. */
const SETS: ReadonlySet<string> = new Set(['target_modules', 'targets'])

/** The order of the rows; other names follow in the order of their first appearance. */
const ORDER: readonly string[] = [...new Set(TITLES.values())]

/**
 * The hyper-parameters in a JSON object: numbers, texts, booleans and lists of them; nested objects and nulls are left
 * out, and so are settings without an effect on the weights. Of a PEFT adapter's configuration, full of internals, only
 * the known names count.
 */
export function hyperparametersOf(
  config: Readonly<Record<string, unknown>>,
): Map<string, HyperparameterValue> {
  const adapter = Object.hasOwn(config, 'peft_type')
  const values = new Map<string, HyperparameterValue>()
  const lora = Object.hasOwn(config, 'rank') && Object.hasOwn(config, 'targets')
  for (const [key, given] of Object.entries(config)) {
    const title = TITLES.get(key) ?? (lora ? LORA_TITLES.get(key) : undefined)
    if (WITHOUT_EFFECT.has(key) || (adapter && title === undefined)) continue
    const value = hyperparameterValue(given, SETS.has(key))
    if (value !== null) values.set(title ?? key, value)
  }
  return values
}

function hyperparameterValue(given: unknown, isSet: boolean): HyperparameterValue | null {
  if (typeof given === 'number') return Number.isFinite(given) ? given : null
  if (typeof given === 'string') return given
  if (typeof given === 'boolean') return given ? 'yes' : 'no'
  if (!Array.isArray(given)) return null
  const items: unknown[] = given
  const texts = items.filter((item) => typeof item === 'string' || typeof item === 'number').map(String)
  if (texts.length === 0 || texts.length !== items.length) return null
  return (isSet ? texts.sort() : texts).join(', ')
}

/** All names that occur, in the order of the rows. */
export function hyperparameterNames(all: readonly Hyperparameters[]): string[] {
  const names = new Set(all.flatMap(({ values }) => [...values.keys()]))
  const known = ORDER.filter((name) => names.has(name))
  return [...known, ...[...names].filter((name) => !known.includes(name))]
}

/** Merges the values of several sources for one model; later sources take precedence. */
export function mergeHyperparameters(all: readonly Hyperparameters[]): Hyperparameters[] {
  const merged = new Map<string, Map<string, HyperparameterValue>>()
  for (const { model, values } of all) {
    const before = merged.get(model) ?? new Map<string, HyperparameterValue>()
    for (const [name, value] of values) before.set(name, value)
    merged.set(model, before)
  }
  return [...merged].map(([model, values]) => ({ model, values }))
}

/** The `config` of a log's header line; null for any other line. */
export function headerConfig(line: unknown): Readonly<Record<string, unknown>> | null {
  return isRecord(line) && isRecord(line.config) ? line.config : null
}

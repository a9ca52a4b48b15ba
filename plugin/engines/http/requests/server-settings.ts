import { EdgejsonError } from '../../../core/errors.ts'
import { isRecord } from '../../../core/json/json.ts'
import { quoted } from '../../../core/printable.ts'
import { addSecret } from '../../../core/secrets.ts'
import type { ConstraintMode } from '../../../records/constraint.ts'
import type { ConstraintField, EngineOptions, ServerApi } from '../../contract/options.ts'

/** How outputs are constrained by a server. */
export interface ServerConstraint {
  readonly api: ServerApi
  readonly mode: ConstraintMode
  readonly field: ConstraintField
  readonly strict: boolean
}

/** What the requests for completions have in common. */
export interface ServerSettings {
  readonly api: ServerApi
  /** Null: not sent. */
  readonly temperature: number | null
  /** Null: not sent. */
  readonly seed: number | null
  /** Null: as the API names it. */
  readonly maxTokensField: string | null
  readonly stream: boolean
  /** Null: no tools. */
  readonly tools: 'required' | 'auto' | null
  readonly constraint: ServerConstraint | null
  /** Null: that of the server. */
  readonly numCtx: number | null
  /** Fields of the user. */
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * The settings of the options, with defaults.
 *
 * @throws EdgejsonError `BAD_OPTION` for options that contradict each other
 */
export function serverSettings(options: EngineOptions): ServerSettings {
  const { api = 'chat', temperature = 0, constrain = false, body = {} } = options
  checkBody(body)
  if (options.numCtx !== undefined && api !== 'ollama') {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option engine.numCtx is for the API of Ollama, but engine.api is ${quoted(api)}; set engine.api to "ollama" or leave engine.numCtx out.`,
    )
  }
  return {
    api,
    temperature: temperature === false ? null : temperature,
    seed: options.seed ?? null,
    stream: options.stream ?? false,
    tools: toolsOf(options, api),
    maxTokensField: options.maxTokensField ?? null,
    constraint:
      constrain === false
        ? null
        : {
            api,
            mode: constrain,
            field: constraintField(options, api),
            strict: options.constrainStrict ?? false,
          },
    numCtx: options.numCtx ?? null,
    body,
  }
}

function toolsOf({ tools, constrain = false }: EngineOptions, api: ServerApi): 'required' | 'auto' | null {
  if (tools === undefined) return null
  const problem =
    api === 'completions'
      ? 'needs another API: engine.api "completions" has no tools'
      : api === 'ollama' && tools === 'required'
        ? 'is "required", but engine.api "ollama" cannot require a call; set engine.tools to "auto"'
        : constrain === false
          ? null
          : 'cannot be combined with a constraint: engine.tools and engine.constrain both say what the output is; leave one out'
  if (problem !== null) throw new EdgejsonError('BAD_OPTION', `option engine.tools ${problem}.`)
  return tools
}

/** Fields that `field` may be in each API. vLLM and llama-server have theirs in both OpenAI-compatible ones. */
const CONSTRAINT_FIELDS: Readonly<Record<ServerApi, readonly ConstraintField[]>> = {
  chat: ['response_format', 'structured_outputs', 'guided_json', 'json_schema', 'grammar'],
  completions: ['response_format', 'structured_outputs', 'guided_json', 'json_schema', 'grammar'],
  responses: ['response_format'],
  ollama: ['format'],
}

function constraintField({ constrainField }: EngineOptions, api: ServerApi): ConstraintField {
  const known = CONSTRAINT_FIELDS[api]
  const field = constrainField ?? known[0] ?? 'response_format'
  if (known.includes(field)) return field
  throw new EdgejsonError(
    'BAD_OPTION',
    `option engine.constrainField is ${quoted(field)}; with engine.api ${quoted(api)} it is one of ${known.join(', ')}.`,
  )
}

/** Fields of the body that options set, and those options. */
const OWN_FIELDS: Readonly<Record<string, string>> = {
  model: 'engine.modelName',
  messages: 'template',
  prompt: 'template',
  input: 'template',
  stream: 'engine.stream',
  temperature: 'engine.temperature',
  seed: 'engine.seed',
  max_tokens: 'maxNewTokens and engine.maxTokensField',
  max_completion_tokens: 'maxNewTokens and engine.maxTokensField',
  max_output_tokens: 'maxNewTokens and engine.maxTokensField',
  num_predict: 'maxNewTokens',
  num_ctx: 'engine.numCtx',
  tools: 'engine.tools',
  tool_choice: 'engine.tools',
  response_format: 'engine.constrain',
  format: 'engine.constrain',
  structured_outputs: 'engine.constrain and engine.constrainField',
  guided_json: 'engine.constrain and engine.constrainField',
  json_schema: 'engine.constrain and engine.constrainField',
  grammar: 'engine.constrain and engine.constrainField',
}

function checkBody(body: Readonly<Record<string, unknown>>): void {
  // `options` of Ollama and `text` of the responses API have fields of both.
  const nested = [body.options, body.text].filter(isRecord).flatMap((each) => Object.keys(each))
  for (const name of [...Object.keys(body), ...nested]) {
    const option = Object.hasOwn(OWN_FIELDS, name) ? OWN_FIELDS[name] : undefined
    if (option === undefined) continue
    throw new EdgejsonError(
      'BAD_OPTION',
      `option engine.body has the field ${name}, which the option ${option} sets; remove it from engine.body.`,
    )
  }
}

/** Headers that HTTP itself sets. */
const HTTP_HEADERS = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect'])

/**
 * The headers of every request, names in lower case. The only place that reads the key, which appears in no message and no
 * record.
 *
 * @throws EdgejsonError `BAD_OPTION` for a key that no header can hold, or a header that HTTP itself sets
 */
export function requestHeaders(url: string, options: EngineOptions): Record<string, string> {
  const own = Object.fromEntries(
    Object.entries(options.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const reserved = Object.keys(own).find((name) => HTTP_HEADERS.has(name))
  if (reserved !== undefined) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option engine.headers has ${reserved}, which HTTP itself sets; remove it.`,
    )
  }
  const key = keyOf(options)
  const keyHeader = options.keyHeader?.toLowerCase() ?? (isAzure(url) ? 'api-key' : 'authorization')
  if (key === null) return own
  return { [keyHeader]: keyHeader === 'authorization' ? `Bearer ${key}` : key, ...own }
}

function keyOf(options: EngineOptions): string | null {
  const { EDGEJSON_API_KEY, OPENAI_API_KEY } = process.env
  // An empty variable counts as not set. An empty option means that no key is sent.
  const key = options.apiKey ?? (EDGEJSON_API_KEY?.trim() || OPENAI_API_KEY)
  const trimmed = key?.trim() ?? ''
  addSecret(trimmed)
  if (/[^\x20-\x7e]/.test(trimmed)) {
    throw new EdgejsonError(
      'BAD_OPTION',
      'the API key has a character that no HTTP header can hold, such as a line break or a typographic quote; copy it again',
    )
  }
  return trimmed === '' ? null : trimmed
}

function isAzure(url: string): boolean {
  return /\.(?:openai|cognitiveservices|services\.ai)\.azure\.(?:com|us|cn)$/i.test(new URL(url).hostname)
}

/** The deployment in a URL of Azure, `…/deployments/NAME`, which is the name of the model there; undefined for other URLs. */
export function deploymentOf(url: string): string | undefined {
  const name = /\/deployments\/([^/?#]+)/.exec(url)?.[1]
  return name === undefined ? undefined : decodeURIComponent(name)
}

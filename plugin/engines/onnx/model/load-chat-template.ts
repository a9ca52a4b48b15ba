import path from 'node:path'
import { isRecord } from '../../../core/json/json.ts'
import { readTextOrNull } from '../../../core/json/read-file.ts'
import { type ChatTemplate, compileChatTemplate } from './chat-template.ts'

/**
 * Loads `chat_template.jinja`, or the template in `tokenizer_config.json`; null when the model has none.
 *
 * @param kwargs further variables of the template, such as `enable_thinking`
 * @throws EdgejsonError `BAD_MODEL` when the template does not parse.
 */
export async function loadChatTemplate(
  folder: string,
  tokenizerConfig: Record<string, unknown>,
  kwargs: Readonly<Record<string, unknown>> = {},
): Promise<ChatTemplate | null> {
  const found = await findChatTemplate(folder, tokenizerConfig)
  if (found === null) return null
  return compileChatTemplate(found.source, found.file, templateVariables(tokenizerConfig, kwargs))
}

/** The source of the chat template in use and its file; null when the model has none. */
export async function findChatTemplate(
  folder: string,
  tokenizerConfig: Record<string, unknown>,
): Promise<{ readonly source: string; readonly file: string } | null> {
  const file = path.join(folder, 'chat_template.jinja')
  const own = await readTextOrNull(file)
  if (own !== null) return { source: own, file }
  const source = configured(tokenizerConfig.chat_template)
  return source === null ? null : { source, file: path.join(folder, 'tokenizer_config.json') }
}

/** `chat_template` is a text, or a list of named ones of which `default` is used. */
function configured(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  const named: unknown = value.find((each) => isRecord(each) && each.name === 'default')
  return isRecord(named) && typeof named.template === 'string' ? named.template : null
}

/** The variables of the template besides the messages: those that the user sets, and special tokens. */
export function templateVariables(
  tokenizerConfig: Record<string, unknown>,
  kwargs: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { ...kwargs, ...specialTokens(tokenizerConfig) }
}

/** `bos_token` and its like, which are texts or objects with `content`. */
function specialTokens(config: Record<string, unknown>): Record<string, string> {
  const tokens: Record<string, string> = {}
  for (const [name, value] of Object.entries(config)) {
    if (!name.endsWith('_token')) continue
    const content = isRecord(value) ? value.content : value
    if (typeof content === 'string') tokens[name] = content
  }
  return tokens
}

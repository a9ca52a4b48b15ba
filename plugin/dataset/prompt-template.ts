import { createHash } from 'node:crypto'
import { EdgejsonError } from '../core/errors.ts'
import { canonicalJson } from '../core/json/canonical.ts'
import type { JsonValue } from '../core/json/json.ts'
import { quoted } from '../core/printable.ts'
import { nearestName } from '../core/schema/nearest-name.ts'
import { type ChatMessage, type ChatRole, conversationText } from '../records/chat-message.ts'
import { chatMessages, type RenderedPrompt } from '../records/engine.ts'
import type { Example } from '../records/example.ts'
import { NO_FRAME, type PromptFrame } from '../records/prompt-frame.ts'
import type { SchemaRegistry } from './schemas/schema-registry.ts'
import { TemplateModule } from './template-module.ts'

/** The prompt of the official harness, word for word. Published figures are comparable only with this one. */
export const OFFICIAL_TEMPLATE =
  'Extract the structured JSON data from the following text.\n\nInput: {prompt}\n\nOutput:'

/** The user message for chat models. The model's own chat template is applied to it. */
export const CHAT_TEMPLATE =
  'Extract the structured data from the following text. Answer with one JSON object and nothing else.\n\n{prompt}'

/**
 * How an example becomes a prompt: `official`, `chat`, or a custom text in which `{prompt}` stands for the
 * text of the example, `{schema}` for its JSON Schema (compact) and `{schema_id}` for the name of the schema; or the path of
 * a module, see `RenderTemplate`.
 */
export type PromptTemplateOption = 'official' | 'chat' | (string & {})

/** A template as it renders: the option, or its module. */
export type PromptTemplate = PromptTemplateOption | TemplateModule

/** The rule for the option `template`. */
export const TEMPLATE_RULE: string =
  "'official', 'chat', a text that contains {prompt}, which stands for the text of the example, or the path of a module " +
  '(.ts, .mts, .js, .mjs, .cjs)'

export interface TemplateFingerprint {
  readonly template: 'official' | 'chat' | 'custom'
  /** SHA-256, hex, of kind and wording. Runs with different prompts are not comparable. */
  readonly templateSha256: string
}

interface Wording {
  readonly template: TemplateFingerprint['template']
  readonly kind: RenderedPrompt['kind']
  readonly text: string
}

const PLACEHOLDERS = ['prompt', 'schema', 'schema_id']
const PLACEHOLDER = new RegExp(`\\{(${PLACEHOLDERS.join('|')})\\}`, 'g')
/** One or two braces around a name; a space or a quotation mark makes it text, such as JSON. */
const NAME_IN_BRACES = /\{\{[\w-]+\}\}|\{[\w-]+\}/g

/**
 * Checks that every name in braces that is like a placeholder is one: a misspelt placeholder would reach the model as it is.
 *
 * @param where name of the option; a system prompt has no `{prompt}`
 * @throws {EdgejsonError} `BAD_OPTION`
 */
export function checkPlaceholders(where: 'template' | 'system', text: string): void {
  const known = PLACEHOLDERS.filter((name) => where === 'template' || name !== 'prompt')
  for (const [found] of text.matchAll(NAME_IN_BRACES)) {
    const name = found.replace(/[{}]/g, '')
    if (known.includes(name) && !found.startsWith('{{')) continue
    const meant = PLACEHOLDERS.includes(name) ? name : nearestName(name.replaceAll('-', '_'), PLACEHOLDERS)
    if (meant === null) continue
    const way = known.includes(meant) ? ` Did you mean "{${meant}}"?` : ''
    throw new EdgejsonError(
      'BAD_OPTION',
      `option ${where} has ${quoted(found)}, which has no meaning there.${way} ` +
        `The placeholders are ${known.map((each) => `{${each}}`).join(', ')}. ` +
        'A prompt with this text as it is can come from a module (option template).',
    )
  }
}

/**
 * Renders an example with the template. Each placeholder is replaced once: braces and dollar signs in the
 * example's own text reach the model unchanged. A conversation keeps its turns; a template other than `official`
 * is applied to the last one. A system prompt makes a conversation of a text; a conversation that begins with a system turn
 * of its own keeps that one.
 *
 * @param schemas where `{schema}` is looked up.
 * @param frame system prompt and few-shot examples. Default: neither
 * @throws {EdgejsonError} `BAD_OPTION` if the template has no `{prompt}`, needs a schema that the example
 * or the registry does not have, or is a module that fails.
 */
export function renderPrompt(
  template: PromptTemplate,
  example: TemplatedExample,
  schemas: Pick<SchemaRegistry, 'entryFor'> | null = null,
  { system, shots }: PromptFrame = NO_FRAME,
): RenderedPrompt {
  const prompt = renderAlone(template, example, schemas)
  if (system === null && shots.length === 0) return prompt
  if (system === null && prompt.kind === 'text') {
    const before = shots.map((shot) => solved(renderAlone(template, shot, schemas).text, shot.answer))
    return { kind: 'text', text: before.join('') + prompt.text }
  }
  const turns = chatMessages(prompt)
  const own = turns.findIndex(({ role }) => !isInstruction(role))
  const instructions =
    own > 0 || system === null
      ? turns.slice(0, own)
      : [{ role: 'system', content: fill(system, '', example, schemas) } as const]
  const before = shots.flatMap((shot): ChatMessage[] => [
    ...chatMessages(renderAlone(template, shot, schemas)).filter(({ role }) => !isInstruction(role)),
    { role: 'assistant', content: shot.answer },
  ])
  return conversation([...instructions, ...before, ...turns.slice(own)])
}

/**
 * What {@link renderPrompt} gives for an example whose text is `{prompt}`; null where a prompt needs more of the example than
 * its text, such as its schema, and for a module, whose prompts may depend on anything in the example.
 */
export function promptPattern(
  template: PromptTemplate,
  frame: PromptFrame = NO_FRAME,
): RenderedPrompt | null {
  if (template instanceof TemplateModule) return null
  try {
    return renderPrompt(template, { id: '', prompt: '{prompt}', schemaId: null }, null, frame)
  } catch (error) {
    if (error instanceof EdgejsonError) return null
    throw error
  }
}

function isInstruction(role: ChatRole): boolean {
  return role === 'system' || role === 'developer'
}

/** A solved example as text, before the next one. */
function solved(text: string, answer: string): string {
  return `${text}${/\s$/.test(text) ? '' : ' '}${answer}\n\n`
}

function renderAlone(
  template: PromptTemplate,
  example: TemplatedExample,
  schemas: Pick<SchemaRegistry, 'entryFor'> | null,
): RenderedPrompt {
  if (template instanceof TemplateModule) {
    const { id, prompt, messages: turns, schemaId } = example
    const schema = example.schema ?? schemas?.entryFor(example)?.schema ?? null
    const made = template.render({
      id,
      prompt,
      ...(turns === undefined ? {} : { messages: turns }),
      schemaId,
      schema,
    })
    return typeof made === 'string' ? { kind: 'text', text: made } : conversation(made)
  }
  const { kind, text, template: name } = wordingOf(template)
  const { messages } = example
  if (messages === undefined) return { kind, text: fill(text, example.prompt, example, schemas) }
  if (name === 'official') return conversation(messages)
  const last = messages.at(-1)
  const turn = { role: 'user', content: fill(text, last?.content ?? '', example, schemas) } as const
  return conversation([...messages.slice(0, -1), turn])
}

/** What a template needs of an example. */
export type TemplatedExample = Pick<Example, 'id' | 'prompt' | 'messages' | 'schemaId' | 'schema'>

function conversation(messages: readonly ChatMessage[]): RenderedPrompt {
  return { kind: 'chat', text: conversationText(messages), messages }
}

function fill(
  text: string,
  prompt: string,
  example: TemplatedExample,
  schemas: Pick<SchemaRegistry, 'entryFor'> | null,
): string {
  return text.replace(PLACEHOLDER, (_, name: string) => {
    if (name === 'prompt') return prompt
    return name === 'schema_id' ? schemaIdOf(example) : schemaTextOf(example, schemas)
  })
}

/**
 * Name and hash of a template with what is around it. @throws {EdgejsonError} `BAD_OPTION` when it has no `{prompt}`.
 */
export function templateFingerprint(
  template: PromptTemplate,
  { system, shots }: PromptFrame = NO_FRAME,
): TemplateFingerprint {
  const wording =
    template instanceof TemplateModule
      ? ({ template: 'custom', kind: 'module', text: template.sha256 } as const)
      : wordingOf(template)
  const framed = system !== null || shots.length > 0
  const frame = framed ? `\n${canonicalJson([system, shots] as unknown as JsonValue)}` : ''
  const templateSha256 = createHash('sha256').update(`${wording.kind}\n${wording.text}${frame}`).digest('hex')
  return { template: framed ? 'custom' : wording.template, templateSha256 }
}

function wordingOf(template: PromptTemplateOption): Wording {
  // The official wording is official, whether given by name or as a text.
  if (template === 'official' || template === OFFICIAL_TEMPLATE) {
    return { template: 'official', kind: 'text', text: OFFICIAL_TEMPLATE }
  }
  if (template === 'chat') return { template: 'chat', kind: 'chat', text: CHAT_TEMPLATE }
  if (template.includes('{prompt}')) return { template: 'custom', kind: 'text', text: template }
  throw new EdgejsonError(
    'BAD_OPTION',
    `option template is ${quoted(template)}; it must be ${TEMPLATE_RULE}.`,
  )
}

function schemaIdOf({ id, schemaId }: Pick<Example, 'id' | 'schemaId'>): string {
  if (schemaId !== null) return schemaId
  throw new EdgejsonError(
    'BAD_OPTION',
    `the template contains the schema, but the example ${quoted(id)} names none; leave {schema} and {schema_id} out ` +
      'of the template, or name the field of the schema with the option fields.schema.',
  )
}

function schemaTextOf(
  example: Pick<Example, 'id' | 'schemaId' | 'schema'>,
  schemas: Pick<SchemaRegistry, 'entryFor'> | null,
): string {
  const schemaId = schemaIdOf(example)
  const schema = example.schema ?? schemas?.entryFor(example)?.schema
  if (schema !== undefined) return JSON.stringify(schema)
  throw new EdgejsonError(
    'BAD_OPTION',
    `the template contains {schema}, but there is no JSON Schema ${quoted(schemaId)} for the example ${quoted(example.id)}; ` +
      `name the folder that has ${quoted(`${schemaId}.json`)} with the option schemas.`,
  )
}

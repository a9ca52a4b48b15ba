import { type LabelledText, readLabelled } from './label.ts'

/** One line of the text to extract from. */
export interface PromptLine {
  /** The line as it is, without its line break. */
  readonly raw: string
  /** The line without its indentation. */
  readonly text: string
  /**
   * Steps of two spaces before the text; null for any other indentation, which only occurs in running text.
   */
  readonly level: number | null
  /** Null for a line that is not `Name: value`. */
  readonly labelled: LabelledText | null
}

export interface PromptLines {
  readonly lines: readonly PromptLine[]
  /** The topic of the closing line: `rest api response`; empty if there is no such line. */
  readonly topic: string
}

const BEFORE = 'Extract the structured JSON data from the following text.\n\nInput: '
const AFTER = '\n\nOutput:'
const CLOSING = /^Please extract the (.{0,200}?) information as JSON\.\s*$/
/** No value is nested deeper; deeper lines are running text. */
const MAX_LEVEL = 64

/** Removes the official template, if present, and the closing line with what follows it; splits the rest. */
export function readLines(prompt: string): PromptLines {
  const text = withoutTemplate(prompt)
  const raw = text.split(lineBreakOf(text))
  const closing = raw.findLastIndex((line) => CLOSING.test(line))
  const topic = closing < 0 ? '' : (CLOSING.exec(raw[closing] ?? '')?.[1] ?? '')
  const body = closing < 0 ? raw : raw.slice(0, closing)
  return { lines: body.map(readLine), topic }
}

function withoutTemplate(prompt: string): string {
  const start = prompt.startsWith(BEFORE) ? BEFORE.length : 0
  const end = start > 0 && prompt.endsWith(AFTER) ? prompt.length - AFTER.length : prompt.length
  return prompt.slice(start, Math.max(start, end))
}

/** A carriage return belongs to the line break only if every line of the text ends with one. */
function lineBreakOf(text: string): string {
  return text.includes('\r\n') && !/(?<!\r)\n/.test(text) ? '\r\n' : '\n'
}

function readLine(raw: string): PromptLine {
  const text = raw.replace(/^ +/, '')
  const spaces = raw.length - text.length
  const level = spaces % 2 === 0 && spaces / 2 <= MAX_LEVEL ? spaces / 2 : null
  return { raw, text, level, labelled: readLabelled(text) }
}

/** Texts that begin and end a reasoning block in a completion. */
export interface ReasoningMarkers {
  /** Text that begins a block, e.g. `[THINK]`. */
  readonly start: string
  /** Text that ends it, e.g. `[/THINK]`. */
  readonly end: string
  /**
   * The prompt ends within a block: a completion is reasoning up to the end marker, and all of it where there is none. For
   * servers, whose chat template is not known; built-in engines see it in the rendered prompt. Default false.
   */
  readonly opened?: boolean
}

/** The option `reasoning`: markers of the model, or false if nothing in a completion is reasoning. */
export type ReasoningOption = ReasoningMarkers | false

/** A start marker and the texts that end its block; each of them also ends a block whose start is not in the text. */
export interface ReasoningBlock {
  readonly start: string
  readonly ends: readonly string[]
}

/** Start marker of the reasoning block of most models. */
export const THINK_START = '<think>'

/** `<think>…</think>`, and harmony channels (gpt-oss): what comes before the final channel is reasoning. */
const DEFAULT_BLOCKS: readonly ReasoningBlock[] = [
  { start: THINK_START, ends: ['</think>'] },
  {
    start: '<|channel|>',
    ends: ['', ' <|constrain|>json', ' <|constrain|>JSON'].map(
      (format) => `<|channel|>final${format}<|message|>`,
    ),
  },
]

/** The blocks of an option; undefined is the default. */
export function reasoningBlocks(option?: ReasoningOption): readonly ReasoningBlock[] {
  if (option === undefined) return DEFAULT_BLOCKS
  return option === false ? [] : [{ start: option.start, ends: [option.end] }]
}

/** The option as one text, for the comparison of two runs: `default`, `none` or the markers as JSON text. */
export function reasoningName(option?: ReasoningOption): string {
  if (option === undefined) return 'default'
  if (option === false) return 'none'
  return JSON.stringify([option.start, option.end, ...(option.opened === true ? ['opened'] : [])])
}

/** The blocks that an engine looks for: those of the option, and the default ones, by which others may score. */
export function knownBlocks(option?: ReasoningOption): readonly ReasoningBlock[] {
  return option === undefined ? DEFAULT_BLOCKS : [...reasoningBlocks(option), ...DEFAULT_BLOCKS]
}

/**
 * The block that a rendered prompt has opened: some chat templates write the start of the reasoning.
 *
 * @param written what the chat template wrote after the message; a block may begin anywhere in it
 */
export function openedReasoning(
  prompt: string,
  blocks: readonly ReasoningBlock[],
  written = '',
): ReasoningBlock | null {
  const text = prompt.trimEnd()
  const isOpened = (block: ReasoningBlock): boolean => {
    if (block.start.trim() === '') return false
    const start = written.lastIndexOf(block.start)
    return text.endsWith(block.start.trimEnd()) || (start !== -1 && afterLastEnd(written, [block]) <= start)
  }
  return blocks.find(isOpened) ?? null
}

/** The block within which a completion begins: as the option says, or by the start marker that its prompt ended with. */
export function openedBlock(option?: ReasoningOption, marker?: string): ReasoningBlock | null {
  const blocks = reasoningBlocks(option)
  if (typeof option === 'object' && option.opened === true) return blocks[0] ?? null
  return blocks.find(({ start }) => start === marker) ?? null
}

/** A marker at an offset; `wait` where the text ends within one. */
export type MarkerHit =
  | { readonly kind: 'start' | 'end'; readonly length: number; readonly block: ReasoningBlock }
  | 'wait'
  | null

/** The longest marker at an offset. `final`: no more text follows, so half a marker is not a marker. */
export function markerAt(
  text: string,
  at: number,
  blocks: readonly ReasoningBlock[],
  final: boolean,
): MarkerHit {
  let hit: MarkerHit = null
  let length = 0
  for (const block of blocks) {
    for (const mark of [...block.ends, block.start]) {
      if (mark.length <= length) continue
      if (text.startsWith(mark, at)) {
        length = mark.length
        hit = { kind: mark === block.start ? 'start' : 'end', length, block }
      } else if (!final && at + mark.length > text.length && mark.startsWith(text.slice(at))) {
        return 'wait'
      }
    }
  }
  return hit
}

/** The offset after the first end of a block at or after an offset, or -1. */
export function afterEnd(text: string, from: number, { ends }: ReasoningBlock): number {
  let first = -1
  let length = 0
  for (const end of ends) {
    const at = text.indexOf(end, from)
    if (at !== -1 && (first === -1 || at < first)) {
      first = at
      length = end.length
    }
  }
  return first === -1 ? -1 : first + length
}

/** The offset after the last end marker of any block, or -1. */
export function afterLastEnd(text: string, blocks: readonly ReasoningBlock[]): number {
  let last = -1
  for (const end of blocks.flatMap(({ ends }) => ends)) {
    const at = text.lastIndexOf(end)
    if (at !== -1) last = Math.max(last, at + end.length)
  }
  return last
}

import type { Architecture } from '../architecture.ts'
import type { Figure } from '../figure.ts'
import { numberText } from '../number-text.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import { svgArrow, svgBox, svgDocument, svgLine, svgSum, svgText } from './svg.ts'
import { COLUMN_WIDTH, MUTED } from './theme.ts'

const LEFT = 96
const WIDTH = 196
const CENTRE = LEFT + WIDTH / 2
const ASIDE = LEFT + WIDTH + 24
const HEIGHT = 40
/** Gap between two layers, and a smaller gap around a sum. */
const GAP = 26
const SUM_GAP = 58
/** Horizontal position of the residual connection around a sub-layer. */
const BYPASS = LEFT - 22
const FRAME_LEFT = LEFT - 40

interface Layer {
  readonly name: string
  /** At most two lines next to the box. */
  readonly detail: readonly string[]
  readonly fill: string
}

const COLOURS = { matrix: '#cfe3f1', norm: '#ffffff', attention: '#fbe3b8', feedForward: '#c9e8dd' } as const

/** Figure 3: the model as its configuration describes it, from the input tokens to the next token. */
export function architectureDiagram({ architecture: model }: PaperInput): Figure {
  if (model === null) return missing("a model's config.json (--model-config FILE)")
  const size = model.parameters === null ? '' : `, ${millions(model.parameters)} parameters`
  const context = model.context === null ? '' : `, context of ${count(model.context)} tokens`
  const { parts, height } = drawing(model)
  return {
    kind: 'diagram',
    caption: `Architecture of the model (${model.type ?? 'decoder'}${size}${context})`,
    notes: model.parameters === null ? [] : ['Parameters are counted from the configuration.'],
    svg: svgDocument(COLUMN_WIDTH, height, 'Layers of a decoder-only transformer', parts),
  }
}

function drawing(model: Architecture): { parts: string[]; height: number } {
  const norm: Layer = { name: model.norm ?? 'Norm', detail: [], fill: COLOURS.norm }
  const embedding: Layer = {
    name: 'Token embedding',
    detail: [`${count(model.vocabulary)} × ${count(model.hidden)}`],
    fill: COLOURS.matrix,
  }
  const attention: Layer = { name: 'Self-attention', detail: attentionDetail(model), fill: COLOURS.attention }
  const feedForward: Layer = {
    name: 'Feed-forward',
    detail: feedForwardDetail(model),
    fill: COLOURS.feedForward,
  }
  const output: Layer = { name: 'Output layer', detail: outputDetail(model), fill: COLOURS.matrix }

  const inputY = 50
  const blockTop = inputY + HEIGHT + 14
  const first = subLayer(norm, attention, inputY + HEIGHT + SUM_GAP)
  const second = subLayer(norm, feedForward, first.end + GAP)
  const blockBottom = second.sum + 18
  const normY = second.sum + 50
  const outputY = normY + HEIGHT + GAP
  const end = outputY + HEIGHT + GAP
  return {
    height: end + 26,
    parts: [
      ...blockFrame(blockTop, blockBottom, model.layers),
      svgText(CENTRE, 18, 'tokens', { anchor: 'middle' }),
      svgArrow(CENTRE, 24, CENTRE, inputY),
      ...layerParts(embedding, inputY),
      ...bypass(blockTop + 14, first.sum),
      ...bypass(first.sum + 16, second.sum),
      svgArrow(CENTRE, inputY + HEIGHT, CENTRE, first.start),
      ...first.parts,
      svgArrow(CENTRE, first.sum + 9, CENTRE, second.start),
      ...second.parts,
      svgArrow(CENTRE, second.sum + 9, CENTRE, normY),
      ...layerParts(norm, normY),
      svgArrow(CENTRE, normY + HEIGHT, CENTRE, outputY),
      ...layerParts(output, outputY),
      svgArrow(CENTRE, outputY + HEIGHT, CENTRE, end),
      svgText(CENTRE, end + 18, 'next token', { anchor: 'middle' }),
    ],
  }
}

/** A norm, a layer, and the sum of its output and its input. */
function subLayer(
  norm: Layer,
  layer: Layer,
  start: number,
): { parts: string[]; start: number; sum: number; end: number } {
  const layerY = start + HEIGHT + GAP
  const sum = layerY + HEIGHT + 32
  const parts = [
    ...layerParts(norm, start),
    svgArrow(CENTRE, start + HEIGHT, CENTRE, layerY),
    ...layerParts(layer, layerY),
    svgArrow(CENTRE, layerY + HEIGHT, CENTRE, sum - 9),
    svgSum(CENTRE, sum),
  ]
  return { parts, start, sum, end: sum + 18 }
}

function layerParts({ name, detail, fill }: Layer, y: number): string[] {
  const first = y + HEIGHT / 2 + (detail.length > 1 ? -4 : 6)
  return [
    svgBox(LEFT, y, WIDTH, HEIGHT, { fill }),
    svgText(CENTRE, y + HEIGHT / 2 + 6, name, { anchor: 'middle', bold: true }),
    ...detail.map((text, index) => svgText(ASIDE, first + index * 20, text, { size: 13 })),
  ]
}

function blockFrame(top: number, bottom: number, layers: number): string[] {
  const right = LEFT + WIDTH + 12
  return [
    svgBox(FRAME_LEFT, top, right - FRAME_LEFT, bottom - top, {
      fill: '#f7f7f7',
      stroke: MUTED,
      dashed: true,
    }),
    svgText(FRAME_LEFT - 8, (top + bottom) / 2 + 6, `${layers} ×`, { anchor: 'end', bold: true }),
  ]
}

/** The residual connection around a sub-layer. */
function bypass(from: number, sum: number): string[] {
  return [
    svgLine(CENTRE, from, BYPASS, from),
    svgLine(BYPASS, from, BYPASS, sum),
    svgArrow(BYPASS, sum, CENTRE - 9, sum),
  ]
}

function attentionDetail({ heads, cacheHeads, headSize, rotary }: Architecture): string[] {
  const keys = cacheHeads === heads ? '' : `, ${cacheHeads} for keys/values`
  return [`${heads} heads${keys}`, `${headSize} wide${rotary ? ', rotary positions' : ''}`]
}

function feedForwardDetail({ hidden, inner, activation, gated }: Architecture): string[] {
  const kind = [gated === true ? 'gated' : null, activation].filter((part) => part !== null).join(', ')
  const shape = inner === null ? '' : `${count(hidden)} – ${count(inner)} – ${count(hidden)}`
  return [shape, kind].filter((text) => text !== '')
}

function outputDetail({ hidden, vocabulary, tied }: Architecture): string[] {
  return [`${count(hidden)} × ${count(vocabulary)}`, ...(tied === true ? ['weights of the embedding'] : [])]
}

function count(value: number): string {
  return numberText(value, {})
}

function millions(parameters: number): string {
  return parameters < 1e6 ? count(parameters) : `${numberText(parameters, { digits: 1, scale: 1e-6 })} M`
}

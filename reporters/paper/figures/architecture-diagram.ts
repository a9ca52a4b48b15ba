import type { Architecture } from '../architecture.ts'
import type { Figure } from '../figure.ts'
import { numberText } from '../number-text.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import { svgArrow, svgBox, svgDocument, svgText } from './svg.ts'
import { COLUMN_WIDTH, INK, MUTED } from './theme.ts'

const WIDTH = 220
const LEFT = 60
const CENTRE = LEFT + WIDTH / 2
const ASIDE = LEFT + WIDTH + 28
const HEIGHT = 42
const STEP = 64

interface Layer {
  readonly name: string
  /** At most two lines beside the box. */
  readonly detail: readonly string[]
  readonly fill: string
}

const COLOURS = { matrix: '#cfe3f1', norm: '#ffffff', attention: '#fbe3b8', feedForward: '#c9e8dd' } as const

/** Figure 3: the model as its configuration describes it. */
export function architectureDiagram({ architecture: model }: PaperInput): Figure {
  if (model === null) return missing("a model's config.json (--model-config FILE)")
  const before: readonly Layer[] = [
    {
      name: 'Token embedding',
      detail: [`${count(model.vocabulary)} × ${count(model.hidden)}`],
      fill: COLOURS.matrix,
    },
  ]
  const norm: Layer = { name: model.norm ?? 'Norm', detail: [], fill: COLOURS.norm }
  const block: readonly Layer[] = [
    norm,
    { name: 'Self-attention', detail: attentionDetail(model), fill: COLOURS.attention },
    norm,
    { name: 'Feed-forward', detail: feedForwardDetail(model), fill: COLOURS.feedForward },
  ]
  const after: readonly Layer[] = [
    norm,
    { name: 'Output layer', detail: outputDetail(model), fill: COLOURS.matrix },
  ]
  let y = 34
  const parts: string[] = [svgText(CENTRE, 20, 'tokens', { anchor: 'middle' })]
  const draw = (layers: readonly Layer[]): void => {
    for (const layer of layers) {
      parts.push(svgArrow(CENTRE, y - 8, CENTRE, y + 14), ...layerParts(layer, y + 16))
      y += STEP
    }
  }
  draw(before)
  const blockTop = y + 6
  y += 16
  const frame = parts.length
  draw(block)
  const blockBottom = y + 4
  // The frame lies under what it frames.
  parts.splice(frame, 0, ...blockFrame(blockTop, blockBottom, model.layers))
  parts.push(
    ...residual(blockTop + 4, blockTop + 10 + 2 * STEP),
    ...residual(blockTop + 14 + 2 * STEP, blockBottom - 4),
  )
  y += 12
  draw(after)
  parts.push(
    svgArrow(CENTRE, y - 6, CENTRE, y + 18),
    svgText(CENTRE, y + 38, 'next token', { anchor: 'middle' }),
  )
  const size = model.parameters === null ? '' : `, ${millions(model.parameters)} parameters`
  return {
    kind: 'diagram',
    caption: `Architecture of the model (${model.type ?? 'decoder'}${size}${model.context === null ? '' : `, context ${count(model.context)} tokens`})`,
    notes: model.parameters === null ? [] : ['Parameters are counted from the configuration.'],
    svg: svgDocument(COLUMN_WIDTH, y + 50, 'Layers of a decoder-only transformer', parts),
  }
}

function layerParts({ name, detail, fill }: Layer, y: number): string[] {
  const first = y + HEIGHT / 2 + (detail.length > 1 ? -4 : 6)
  return [
    svgBox(LEFT, y, WIDTH, HEIGHT, { fill }),
    svgText(CENTRE, y + HEIGHT / 2 + 6, name, { anchor: 'middle', bold: true }),
    ...detail.map((text, index) => svgText(ASIDE, first + index * 20, text, { size: 15, colour: INK })),
  ]
}

function blockFrame(top: number, bottom: number, layers: number): string[] {
  const [left, right] = [LEFT - 36, LEFT + WIDTH + 14]
  return [
    svgBox(left, top, right - left, bottom - top, { fill: '#f7f7f7', stroke: MUTED, dashed: true }),
    svgText(left - 6, (top + bottom) / 2, `${layers} ×`, { anchor: 'end', bold: true, size: 14 }),
  ]
}

/** The path around a sub-layer that is added to its result. */
function residual(from: number, to: number): string[] {
  const x = LEFT - 18
  return [
    `<path d="M${CENTRE},${from} H${x} V${to} H${CENTRE - 10}" fill="none" stroke="${INK}" stroke-width="1.5"/>`,
    `<circle cx="${CENTRE}" cy="${to}" r="9" fill="white" stroke="${INK}" stroke-width="1.5"/>`,
    `<path d="M${CENTRE - 5},${to} h10 M${CENTRE},${to - 5} v10" stroke="${INK}" stroke-width="1.5"/>`,
  ]
}

function attentionDetail({ heads, cacheHeads, headSize, rotary }: Architecture): string[] {
  const keys = cacheHeads === heads ? '' : `, ${cacheHeads} for keys/values`
  return [`${heads} heads${keys}`, `${headSize} wide${rotary ? ', rotary positions' : ''}`]
}

function feedForwardDetail({ hidden, inner, activation, gated }: Architecture): string[] {
  const kind = [gated === true ? 'gated' : null, activation].filter((part) => part !== null).join(', ')
  const shape = inner === null ? '' : `${count(hidden)} → ${count(inner)} → ${count(hidden)}`
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

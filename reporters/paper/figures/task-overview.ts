import { printable } from '../../../plugin/core/printable.ts'
import type { Figure } from '../figure.ts'
import type { PaperExample, PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import { chooseExample, MAX_LINES } from './choose-example.ts'
import { svgArrow, svgBox, svgDocument, svgText } from './svg.ts'
import { FONT_SIZE, MUTED, PAGE_WIDTH } from './theme.ts'

const TEXT_WIDTH = 402
const MODEL_WIDTH = 156
const GAP = (PAGE_WIDTH - 2 * TEXT_WIDTH - MODEL_WIDTH - 4) / 2
const MONO_SIZE = 15
const LINE_HEIGHT = 20
const TOP = 34

function* examplesOf(datasets: PaperInput['datasets']): Generator<PaperExample> {
  for (const { examples } of datasets) yield* examples
}

/** Figure 1: the task, shown by an example of the dataset: text in, JSON out, scored. */
export function taskOverview({ datasets }: PaperInput): Figure {
  const example = chooseExample(examplesOf(datasets))
  if (example === null) return missing('a dataset (--dataset FILE), or a complete run')
  const lines = Math.min(MAX_LINES, Math.max(example.prompt.length, example.expected.length, 12))
  const boxHeight = lines * LINE_HEIGHT + 28
  const [promptX, modelX, outputX] = [2, 2 + TEXT_WIDTH + GAP, 2 + TEXT_WIDTH + 2 * GAP + MODEL_WIDTH]
  const modelHeight = 84
  const modelY = TOP + 14
  const scoreHeight = 112
  const scoreY = TOP + boxHeight - scoreHeight - 14
  const arrowY = modelY + modelHeight / 2
  const scoreArrowY = scoreY + scoreHeight / 2
  const middle = modelX + MODEL_WIDTH / 2
  const monoLines = (x: number, texts: readonly string[]): string[] =>
    texts.map((text, index) =>
      svgText(x + 16, TOP + 28 + index * LINE_HEIGHT, text, { mono: true, size: MONO_SIZE }),
    )
  const parts = [
    svgText(promptX, 20, 'Text', { bold: true }),
    svgText(outputX, 20, 'JSON output', { bold: true }),
    svgBox(promptX, TOP, TEXT_WIDTH, boxHeight, { fill: '#f7f7f7' }),
    ...monoLines(promptX, example.prompt),
    svgArrow(promptX + TEXT_WIDTH + 4, arrowY, modelX - 4, arrowY),
    svgBox(modelX, modelY, MODEL_WIDTH, modelHeight, { fill: '#cfe3f1' }),
    svgText(middle, modelY + 37, 'Small language', { anchor: 'middle', bold: true }),
    svgText(middle, modelY + 59, 'model', { anchor: 'middle', bold: true }),
    svgArrow(modelX + MODEL_WIDTH + 4, arrowY, outputX - 4, arrowY),
    svgBox(outputX, TOP, TEXT_WIDTH, boxHeight, { fill: '#f7f7f7' }),
    ...monoLines(outputX, example.expected),
    svgArrow(outputX - 4, scoreArrowY, modelX + MODEL_WIDTH + 4, scoreArrowY),
    svgBox(modelX, scoreY, MODEL_WIDTH, scoreHeight, { dashed: true }),
    svgText(middle, scoreY + 27, 'Scored by', { anchor: 'middle', colour: MUTED }),
    ...['JSONExact', 'FieldF1', 'schema compliance'].map((name, index) =>
      svgText(middle, scoreY + 50 + index * 22, name, { anchor: 'middle', size: FONT_SIZE - 2 }),
    ),
  ]
  return {
    kind: 'diagram',
    caption: 'The task: the input is a text, the output must be one JSON object',
    notes: [`Example ${printable(example.id, 100)} of the dataset, with its expected value.`],
    svg: svgDocument(
      PAGE_WIDTH,
      TOP + boxHeight + 4,
      'A text, a model, its JSON output and the scores',
      parts,
    ),
  }
}

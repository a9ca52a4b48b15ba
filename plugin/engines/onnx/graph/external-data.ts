import path from 'node:path'
import { EdgejsonError } from '../../../core/errors.ts'
import { quoted } from '../../../core/printable.ts'
import { FileWindow } from './file-window.ts'

/** Protobuf messages that may contain a tensor, and their fields that contain further such messages. */
const FIELDS = {
  model: { 7: 'graph', 25: 'function' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse tensor' },
  function: { 7: 'node' },
  node: { 5: 'attribute' },
  attribute: {
    5: 'tensor',
    6: 'graph',
    10: 'tensor',
    11: 'graph',
    22: 'sparse tensor',
    23: 'sparse tensor',
  },
  'sparse tensor': { 1: 'tensor', 2: 'tensor' },
  tensor: {},
} as const satisfies Record<string, Record<number, string>>

type Message = keyof typeof FIELDS
/** Graphs inside nodes are a few levels deep; a file with more is not a model. */
const DEEPEST = 64

/**
 * The files that an ONNX file refers to for its tensors, sorted by name. Read from the file itself, because such a file
 * may have any name: initializers, constants in attributes, subgraphs and functions.
 *
 * @throws RangeError or TypeError for what is not an ONNX file; the caller names the file.
 */
export async function externalFiles(file: string): Promise<string[]> {
  const window = await FileWindow.open(file)
  const locations = new Set<string>()
  try {
    await collect(window, 'model', 0, window.size, locations, 0)
  } finally {
    await window.close()
  }
  return [...locations].sort().map((location) => externalFile(file, location))
}

/**
 * The file that a tensor of `file` names as its location.
 *
 * @throws EdgejsonError `BAD_MODEL` for a location outside the model's folder, which no runtime accepts.
 */
export function externalFile(file: string, location: string): string {
  const folder = path.dirname(file)
  const place = path.resolve(folder, location)
  if (path.isAbsolute(location) || !place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep))
    throw new EdgejsonError(
      'BAD_MODEL',
      `${file} has external data outside its folder, in ${quoted(location)}. Export the model again, with its data next to it.`,
    )
  return place
}

async function collect(
  window: FileWindow,
  message: Message,
  start: number,
  end: number,
  locations: Set<string>,
  depth: number,
): Promise<void> {
  if (depth > DEEPEST) throw new RangeError('has graphs nested too deeply')
  if (message === 'tensor') {
    const location = await locationOf(window, start, end)
    if (location !== null) locations.add(location)
    return
  }
  const inner: Readonly<Record<number, Message>> = FIELDS[message]
  for await (const { field, start: from, end: to } of window.fields(start, end)) {
    const next = inner[field]
    if (next !== undefined) await collect(window, next, from, to, locations, depth + 1)
  }
}

/** The location of a tensor's bytes; null when they are in the file itself. */
async function locationOf(window: FileWindow, start: number, end: number): Promise<string | null> {
  let location: string | null = null
  let external = false
  for await (const { field, value, start: from, end: to } of window.fields(start, end)) {
    if (field === 13) {
      const [key, text] = await entry(window, from, to)
      if (key === 'location') location = text
    } else if (field === 14) external = value === 1
  }
  return external ? location : null
}

/** A key and its value (`StringStringEntryProto`). */
async function entry(window: FileWindow, start: number, end: number): Promise<[string, string]> {
  let key = ''
  let value = ''
  for await (const each of window.fields(start, end)) {
    if (each.field === 1) key = (await window.bytes(each.start, each.end)).toString('utf8')
    else if (each.field === 2) value = (await window.bytes(each.start, each.end)).toString('utf8')
  }
  return [key, value]
}

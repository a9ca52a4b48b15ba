import { type FileHandle, open } from 'node:fs/promises'
import { BinaryReader } from '@bufbuild/protobuf/wire'

/** Longest varint with the tag before it. */
const HEADER = 20
const WINDOW = 1 << 16

/** One field of a protobuf message in a file: what `[start, end)` contains is read on demand. */
export interface FileField {
  readonly field: number
  /** The value of a varint field. */
  readonly value: number
  readonly start: number
  readonly end: number
}

/** Walks through protobuf messages of any size without reading the long fields. */
export class FileWindow {
  readonly #handle: FileHandle
  readonly size: number
  #buffer: Buffer = Buffer.alloc(0)
  #from = 0

  private constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.size = size
  }

  static async open(file: string): Promise<FileWindow> {
    const handle = await open(file)
    return new FileWindow(handle, (await handle.stat()).size)
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  /** @throws RangeError when the file ends before `end`. */
  async bytes(start: number, end: number): Promise<Buffer> {
    if (end > this.size || start > end) throw new RangeError(`the file ends at ${this.size}, not at ${end}`)
    if (start >= this.#from && end <= this.#from + this.#buffer.length) {
      return Buffer.from(this.#buffer.subarray(start - this.#from, end - this.#from))
    }
    const length = end - start
    const wanted = Math.min(Math.max(length, WINDOW), this.size - start)
    const buffer = Buffer.alloc(wanted)
    let read = 0
    while (read < wanted) {
      const { bytesRead } = await this.#handle.read(buffer, read, wanted - read, start + read)
      if (bytesRead === 0) throw new RangeError(`the file ends at ${start + read}, not at ${end}`)
      read += bytesRead
    }
    if (wanted === length && length > WINDOW) return buffer
    this.#buffer = buffer
    this.#from = start
    return Buffer.from(buffer.subarray(0, length))
  }

  /** The fields of the message at `[start, end)`, one after the other. */
  async *fields(start: number, end: number): AsyncGenerator<FileField> {
    let position = start
    while (position < end) {
      const header = await this.bytes(position, Math.min(position + HEADER, end))
      const reader = new BinaryReader(header)
      const [field, wire] = reader.tag()
      let value = 0
      let length = 0
      if (wire === 0) value = Number(reader.uint64())
      else if (wire === 1) length = 8
      else if (wire === 5) length = 4
      else if (wire === 2) length = Number(reader.uint64())
      else throw new RangeError(`a field of the unknown wire type ${wire} at byte ${position}`)
      const from = position + reader.pos
      if (from + length > end) throw new RangeError(`a field at byte ${position} is longer than its message`)
      yield { field, value, start: from, end: from + length }
      position = from + length
    }
  }
}

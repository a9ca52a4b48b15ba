/**
 * The parts of an ONNX model that rewriting needs, after
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3.
 */

/** Codes of element types in `TensorProto.DataType`. */
export const ELEMENT = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const

/** Where the bytes of a tensor are stored. */
export type TensorBytes =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  /** A short constant in typed fields; `bytes` is its whole `TensorProto`. */
  | { readonly kind: 'encoded'; readonly bytes: Uint8Array }
  /** A part of a file; `file` is absolute. */
  | { readonly kind: 'file'; readonly file: string; readonly offset: number; readonly length: number }

/** A constant of the graph. */
export interface OnnxTensor {
  readonly name: string
  readonly elementType: number
  readonly dims: readonly number[]
  readonly data: TensorBytes
}

/** One operator. Attributes stay encoded (`AttributeProto`), so that unknown ones are kept unchanged. */
export interface OnnxNode {
  readonly name: string
  readonly type: string
  /** Empty for the standard operators. */
  readonly domain: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: ReadonlyMap<string, Uint8Array>
}

/** An input or output of the graph; a string is a symbolic dimension. */
export interface OnnxValue {
  readonly name: string
  readonly elementType: number
  readonly shape: readonly (number | string)[]
}

export interface OnnxModel {
  readonly irVersion: number
  /** Version by domain; the domain of the standard operators is the empty string. */
  readonly opsets: ReadonlyMap<string, number>
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxTensor[]
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
}

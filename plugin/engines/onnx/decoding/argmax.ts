/** Logits in the form in which onnxruntime-node returns them. */
export type LogitsData = Float32Array | Uint16Array

/**
 * The index of the largest of `length` values from `offset` on; the first of equals, −1 when all are NaN.
 * A `Uint16Array` holds IEEE half floats.
 */
export function argmax(data: LogitsData, offset: number, length: number): number {
  return data instanceof Float32Array ? argmaxFloat(data, offset, length) : argmaxHalf(data, offset, length)
}

function argmaxFloat(data: Float32Array, offset: number, length: number): number {
  let best = -1
  let bestValue = Number.NEGATIVE_INFINITY
  for (let index = 0; index < length; index++) {
    const value = data[offset + index]
    if (value !== undefined && (value > bestValue || (best < 0 && value === bestValue))) {
      best = index
      bestValue = value
    }
  }
  return best
}

/** Half floats sort like their bits if the order of the negative ones is reversed, so no value is converted. */
function argmaxHalf(data: Uint16Array, offset: number, length: number): number {
  let best = -1
  let bestKey = Number.NEGATIVE_INFINITY
  for (let index = 0; index < length; index++) {
    const bits = data[offset + index] ?? 0x7fff
    const magnitude = bits & 0x7fff
    if (magnitude > 0x7c00) continue
    const key = bits & 0x8000 ? -magnitude : magnitude
    if (key > bestKey) {
      best = index
      bestKey = key
    }
  }
  return best
}

/** {@link argmax} over the tokens whose bit is set in `mask`, lowest bit first; −1 when there are none. */
export function maskedArgmax(
  { data, offset, length }: { readonly data: LogitsData; readonly offset: number; readonly length: number },
  mask: Int32Array,
): number {
  let best = -1
  for (let token = 0; token < length; token++) {
    if ((((mask[token >> 5] ?? 0) >>> (token & 31)) & 1) === 0) continue
    if (argmax(data, offset + token, 1) < 0) continue
    if (best < 0 || isGreater(data, offset + token, offset + best)) best = token
  }
  return best
}

function isGreater(data: LogitsData, a: number, b: number): boolean {
  if (data instanceof Float32Array) return (data[a] ?? Number.NaN) > (data[b] ?? Number.NaN)
  return halfKey(data[a] ?? 0x7fff) > halfKey(data[b] ?? 0x7fff)
}

/** Half floats sort like this key. */
function halfKey(bits: number): number {
  return bits & 0x8000 ? -(bits & 0x7fff) : bits & 0x7fff
}

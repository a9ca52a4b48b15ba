/** Draws an integer in [0, below); `below` is a positive integer of at most 2³². */
export type RandomIndex = (below: number) => number

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

/**
 * A seeded source of random integers: xoshiro128** of Blackman & Vigna (ACM TOMS 47, 2021), its state filled from
 * the seed by a multiplicative hash. The same seed gives the same draws on every machine.
 */
export function createRandom(seed: number): RandomIndex {
  let counter = seed >>> 0
  const fill = (): number => {
    counter = (counter + 0x9e3779b9) >>> 0
    let x = counter
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
    return x ^ (x >>> 16)
  }
  let a = fill()
  let b = fill()
  let c = fill()
  let d = fill()
  return (below) => {
    const word = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, 11)
    // Multiply and shift: the bias is below/2³², far below the noise of any resampling done here.
    return Math.floor((word / 0x1_0000_0000) * below)
  }
}

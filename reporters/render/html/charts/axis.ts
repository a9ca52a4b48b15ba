/** Coordinates have two decimals, which is precise enough and keeps the file small. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** A step of 1, 2 or 5 times a power of ten that divides `span` into at most `count` parts. */
export function niceStep(span: number, count: number): number {
  if (!(span > 1e-9) || !Number.isFinite(span)) return 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Multiples of the step from 0 up to at least `max`. */
export function ticks(max: number, count: number): number[] {
  const step = niceStep(max, count)
  const last = Math.max(1, Math.ceil(max / step - 1e-9))
  return Array.from({ length: last + 1 }, (_, index) => index * step)
}

/** 1, 2 and 5 times powers of ten that enclose `[min, max]`; both must be positive. */
export function logTicks(min: number, max: number): number[] {
  const all: number[] = []
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const factor of [1, 2, 5]) all.push(factor * 10 ** power)
  }
  const from = all.findLastIndex((tick) => tick <= min * (1 + 1e-9))
  const to = all.findIndex((tick) => tick >= max * (1 - 1e-9))
  return all.slice(Math.max(0, from), to + 1)
}

export interface Scale {
  /** Value → coordinate. */
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** From 0 to a round value not below `max`. */
export function linearScale(max: number, count: number, range: readonly [number, number]): Scale {
  const marks = ticks(max, count)
  const top = marks.at(-1) ?? 1
  const [from, to] = range
  return { at: (value) => round(from + (value / top) * (to - from)), ticks: marks }
}

/** Logarithmic where the values span more than a factor of eight, from 0 otherwise. Values must be positive. */
export function spreadScale(
  values: readonly number[],
  count: number,
  range: readonly [number, number],
): Scale {
  const min = Math.min(...values)
  const max = Math.max(...values)
  if (!(min > 0) || max / min <= 8) return linearScale(max, count, range)
  const all = logTicks(min, max)
  const low = Math.log(all[0] ?? min)
  const high = Math.log(all.at(-1) ?? max)
  const [from, to] = range
  const every = Math.ceil(all.length / count)
  return {
    at: (value) => round(from + ((Math.log(value) - low) / (high - low)) * (to - from)),
    ticks: all.filter((_, index) => index % every === 0 || index === all.length - 1),
  }
}

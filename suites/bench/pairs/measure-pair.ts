import type { Completion } from '../../../plugin/records/completion.ts'
import type { Engine } from '../../../plugin/records/engine.ts'
import { medianRatio } from '../../../plugin/stats/median-ratio.ts'
import { turns } from '../shared/turns.ts'
import { figureOf, type Material, type Pair } from './pairs.ts'

/** What the rounds of one pair gave. */
export interface PairResult {
  readonly name: string
  readonly figure: Pair['figure']
  readonly ways: readonly [string, string]
  /** By round: the figure of both ways. */
  readonly rounds: readonly (readonly [number, number])[]
  /** Completions with the same text both ways, of all. */
  readonly sameText: number
  readonly completions: number
}

/** Both engines are loaded all the time; a round runs the same requests with one and then with the other. */
export async function measurePair(
  pair: Pair,
  material: Pick<Material, 'constraintOf'>,
  rounds: number,
  load: (options: Readonly<Record<string, unknown>>) => Promise<Engine>,
): Promise<PairResult> {
  const engines: Engine[] = []
  const figures: [number, number][] = []
  let [sameText, completions] = [0, 0]
  try {
    for (const { options } of pair.ways) engines.push(await load(options))
    // The first round warms up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const requests = pair.requests(round)
      const results: [Completion[], Completion[]] = [[], []]
      const measured: [number, number] = [Number.NaN, Number.NaN]
      for (const way of turns([0, 1] as const, round)) {
        const engine = engines[way]
        const isConstrained = (pair.ways[way].options.constrain ?? false) !== false
        const started = performance.now()
        results[way] =
          (await engine?.generate(
            requests.map((request) =>
              isConstrained ? { ...request, constraint: material.constraintOf(request.id) } : request,
            ),
          )) ?? []
        measured[way] = figureOf(pair, results[way], (performance.now() - started) / 1000)
        const failed = results[way].find(({ error }) => error !== undefined)
        if (failed?.error !== undefined) throw new Error(failed.error.message)
      }
      if (round === 0) continue
      figures.push(measured)
      completions += requests.length
      sameText += results[0].filter(({ text }, index) => text === results[1][index]?.text).length
    }
  } finally {
    for (const engine of engines) await engine.close()
  }
  const [first, second] = pair.ways
  return {
    name: pair.name,
    figure: pair.figure,
    ways: [first.name, second.name],
    rounds: figures,
    sameText,
    completions,
  }
}

/** Second way over the first: the median of the rounds with its 95 % interval; null with fewer than six rounds. */
export function ratioOf({ rounds }: Pick<PairResult, 'rounds'>): ReturnType<typeof medianRatio> {
  return medianRatio(rounds.map(([first, second]) => second / first))
}

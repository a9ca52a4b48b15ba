import type { FloorResult, RunReport, Verdict } from '../../../plugin/model/index.ts'
import { floorText } from '../console/verdict.ts'
import type { Element, Outcome } from './element.ts'

/** The gate's decisions: the verdict, and each floor. */
export function gateElements({ verdict, dataset }: RunReport): Element[] {
  const classname = `gate.${dataset.name}`
  return [
    {
      attributes: { classname, name: 'verdict' },
      properties: {
        state: verdict.state,
        exit_code: verdict.exitCode,
        baseline: verdict.baseline?.path ?? null,
        p_worse: verdict.comparison?.pWorse ?? null,
        difference: verdict.comparison?.difference ?? null,
        lost: verdict.comparison?.lost.length ?? null,
        won: verdict.comparison?.won.length ?? null,
      },
      outcome: verdictOutcome(verdict),
      output: [`${verdict.state}: ${verdict.reason}`, ...verdict.changed, ...verdict.notes].join('\n'),
    },
    ...verdict.floors.map((floor) => ({
      attributes: { classname, name: `floor ${floor.name}` },
      properties: { limit: floor.limit, actual: floor.actual },
      outcome: floorOutcome(floor),
      output: null,
    })),
  ]
}

function verdictOutcome({ state, reason, comparison }: Verdict): Outcome | null {
  if (state === 'invalid') return { kind: 'error', message: reason, type: 'invalid', body: null }
  if (state === 'not_gated') return { kind: 'skipped', message: reason, type: null, body: null }
  if (state !== 'regression') return null
  const lost = comparison?.lost ?? []
  return {
    kind: 'failure',
    message: reason,
    type: 'regression',
    body: lost.length === 0 ? null : `lost:\n${lost.join('\n')}`,
  }
}

function floorOutcome(floor: FloorResult): Outcome | null {
  if (floor.broken) return { kind: 'failure', message: floorText(floor), type: 'floor', body: null }
  if (floor.skipped !== undefined)
    return { kind: 'skipped', message: floorText(floor), type: null, body: null }
  return null
}

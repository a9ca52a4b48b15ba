import type {
  FloorResult,
  LatencyFigure,
  LatencyVerdict,
  RunReport,
  Verdict,
} from '../../../plugin/model/index.ts'
import { floorText } from '../console/verdict.ts'
import type { Element, Outcome } from './element.ts'

/** The gate's decisions: the verdict, and each floor. */
export function gateElements({ verdict, dataset, latencyGate }: RunReport): Element[] {
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
    ...(latencyGate === undefined ? [] : [latencyElement(classname, latencyGate)]),
  ]
}

/** A warning passes: whoever reads test results should not see red where the exit code is 0. */
function latencyElement(classname: string, verdict: LatencyVerdict): Element {
  const { state, reason, ratios, exitCode, changed, notes } = verdict
  const ratio = (figure: LatencyFigure) => ratios.find((each) => each.figure === figure)?.ratio ?? null
  return {
    attributes: { classname, name: 'latency' },
    properties: {
      state,
      exit_code: exitCode,
      machine: verdict.machine,
      baseline: verdict.baseline?.path ?? null,
      ttft_ratio: ratio('firstTokenMs'),
      ms_per_token_ratio: ratio('msPerToken'),
      total_ratio: ratio('totalMs'),
    },
    outcome: latencyOutcome(verdict),
    output: [`${state}: ${reason}`, ...changed, ...notes].join('\n'),
  }
}

function latencyOutcome({ state, reason, exitCode }: LatencyVerdict): Outcome | null {
  if (state === 'not_gated') return { kind: 'skipped', message: reason, type: null, body: null }
  if (exitCode === 0) return null
  return { kind: exitCode === 1 ? 'failure' : 'error', message: reason, type: state, body: null }
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

import { thresholdName, thresholdText } from '../../../plugin/gate/thresholds/threshold-text.ts'
import type { EnergyFigure, EnergyVerdict } from '../../../plugin/records/energy.ts'
import type { LatencyFigure, LatencyVerdict } from '../../../plugin/records/latency.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { ThresholdResult } from '../../../plugin/records/threshold-result.ts'
import type { Element, Outcome } from './element.ts'

/** The decisions of the gate as testcases: the outcome, each threshold, the latency and the energy. */
export function gateElements(report: RunReport): Element[] {
  const { outcome, verdict, dataset, latencyGate, energyGate } = report
  const classname = `gate.${dataset.name}`
  return [
    {
      attributes: { classname, name: 'outcome' },
      properties: {
        state: outcome.state,
        exit_code: outcome.exitCode,
        verdict: verdict.state,
        baseline: verdict.baseline?.path ?? null,
        ...originOf(verdict),
        ...(verdict.metric === undefined ? {} : { metric: verdict.metric }),
        ...(verdict.nonInferiority === undefined
          ? {}
          : {
              margin: verdict.nonInferiority.margin,
              loss_upper_bound: verdict.nonInferiority.lossUpperBound,
            }),
        p_worse: (verdict.mean ?? verdict.comparison)?.pWorse ?? null,
        difference: (verdict.mean ?? verdict.comparison)?.difference ?? null,
        lost: verdict.comparison?.lost.length ?? null,
        ...(report.cost === undefined
          ? {}
          : { cost: report.cost.amounts?.total ?? null, currency: report.cost.currency }),
        gained: verdict.comparison?.gained.length ?? null,
      },
      outcome: decisionOutcome(report),
      output: [`${outcome.title}: ${outcome.reason}`, ...verdict.changed, ...outcome.notes].join('\n'),
    },
    ...verdict.thresholds.map((threshold) => ({
      attributes: { classname, name: `threshold ${thresholdName(threshold)}` },
      properties: { limit: threshold.limit, actual: threshold.actual },
      outcome: thresholdOutcome(threshold),
      output: null,
    })),
    ...(latencyGate === undefined ? [] : [latencyElement(classname, latencyGate)]),
    ...(energyGate === undefined ? [] : [energyElement(classname, energyGate)]),
  ]
}

function originOf({ baseline }: RunReport['verdict']): Record<string, string> {
  const origin = baseline?.origin
  if (origin === undefined) return {}
  if (origin.kind === 'report') return { baseline_origin: 'report' }
  return origin.kind === 'project'
    ? { baseline_origin: `project:${origin.project}` }
    : { baseline_origin: `git:${origin.ref}`, baseline_commit: origin.commit }
}

/** A warning passes: test results must not show a failure when the exit code is 0. */
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
    outcome: warningOutcome(verdict),
    output: [`${state}: ${reason}`, ...changed, ...notes].join('\n'),
  }
}

function energyElement(classname: string, verdict: EnergyVerdict): Element {
  const { state, reason, ratios, exitCode, notes } = verdict
  const ratio = (figure: EnergyFigure) => ratios.find((each) => each.figure === figure)?.ratio ?? null
  return {
    attributes: { classname, name: 'energy' },
    properties: {
      state,
      exit_code: exitCode,
      joules_per_token_ratio: ratio('perToken'),
      joules_per_example_ratio: ratio('perExample'),
    },
    outcome: warningOutcome(verdict),
    output: [`${state}: ${reason}`, ...notes].join('\n'),
  }
}

function warningOutcome({ state, reason, exitCode }: LatencyVerdict | EnergyVerdict): Outcome | null {
  if (state === 'not_gated') return { kind: 'skipped', message: reason, type: null, body: null }
  if (exitCode === 0) return null
  return { kind: exitCode === 1 ? 'failure' : 'error', message: reason, type: state, body: null }
}

function decisionOutcome({ outcome, verdict }: RunReport): Outcome | null {
  const { exitCode, state, title, reason } = outcome
  const type = title.replaceAll(' ', '_')
  if (state === 'not_gated') return { kind: 'skipped', message: reason, type: null, body: null }
  if (exitCode === 2) return { kind: 'error', message: reason, type, body: null }
  if (exitCode === 0) return null
  const lost = verdict.comparison?.lost ?? []
  const body = lost.length === 0 ? null : `lost:\n${lost.join('\n')}`
  return { kind: 'failure', message: reason, type, body }
}

function thresholdOutcome(threshold: ThresholdResult): Outcome | null {
  const message = thresholdText(threshold)
  if (threshold.broken) return { kind: 'failure', message, type: 'threshold', body: null }
  if (threshold.unmeasured !== undefined) return { kind: 'error', message, type: 'not_measured', body: null }
  return threshold.skipped === undefined ? null : { kind: 'skipped', message, type: null, body: null }
}

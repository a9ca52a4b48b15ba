import {
  energyTitle,
  energyTone,
  latencyReason,
  latencyTitle,
  latencyTone,
  outcomeTone,
} from '../../plugin/gate/outcome/titles.ts'
import { thresholdName, thresholdText } from '../../plugin/gate/thresholds/threshold-text.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { resultNote } from '../../plugin/records/miss-note.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { ThresholdResult } from '../../plugin/records/threshold-result.ts'
import { workflowCommand } from './workflow-command.ts'
import { worstCases } from './worst-cases.ts'

/** Where annotations point. */
export interface AnnotationOptions {
  /** Path of the dataset from the root of the repository, null where it is outside. Default: `dataset.path`. */
  readonly fileOf?: (report: RunReport) => string | null
}

type Kind = 'error' | 'warning' | 'notice'

/**
 * GitHub shows ten annotations of each kind for a step, whatever their source, and drops the rest without a message.
 */
const MOST = 10

/**
 * Annotations as workflow commands of GitHub Actions, a line each: the outcome of each dataset, then a latency or an
 * energy that is higher or was not judged, thresholds that are not met, and examples without output and lost examples at their lines.
 * At most ten of each kind; what is left out is counted. Lost examples are errors only where the verdict is
 * `regression`.
 */
export function renderAnnotations(reports: readonly RunReport[], options: AnnotationOptions = {}): string[] {
  const room: Record<Kind, number> = { error: MOST, warning: MOST, notice: MOST }
  const all = [
    ...reports.map(outcomeAnnotation),
    ...reports.flatMap(latencyAnnotation),
    ...reports.flatMap(energyAnnotation),
    ...reports.flatMap((report) => details(report, options)),
  ]
  const chosen = all.filter(({ kind }) => room[kind]-- > 0)
  return chosen.map(({ text }) => text)
}

interface Annotation {
  readonly kind: Kind
  readonly text: string
}

const KINDS = { bad: 'error', warn: 'warning', good: 'notice', neutral: 'notice' } as const

function outcomeAnnotation(report: RunReport): Annotation {
  const { outcome, dataset, model } = report
  const { failed, lost } = worstCases(report, 0)
  const counts = [
    ...(lost.count > 0 ? [`${lost.count} lost`] : []),
    ...(failed.count > 0 ? [`${failed.count} without output`] : []),
  ]
  const title = `EdgeJSON ${outcome.title}: ${model.id} on ${dataset.path}`
  const message = `${outcome.reason}${counts.length > 0 ? ` (${counts.join(', ')}; report.json has them all)` : ''}`
  return annotation(KINDS[outcomeTone(outcome)], { title }, message)
}

/** Only where the user should act: an unchanged latency is not reported. */
function latencyAnnotation({ latencyGate, model, dataset }: RunReport): Annotation[] {
  if (latencyGate === undefined) return []
  const tone = latencyTone(latencyGate)
  if (tone !== 'bad' && tone !== 'warn') return []
  const title = `EdgeJSON ${latencyTitle(latencyGate)}: ${model.id} on ${dataset.path}`
  return [annotation(KINDS[tone], { title }, latencyReason(latencyGate))]
}

function energyAnnotation({ energyGate, model, dataset }: RunReport): Annotation[] {
  if (energyGate === undefined) return []
  const tone = energyTone(energyGate)
  if (tone !== 'bad' && tone !== 'warn') return []
  const title = `EdgeJSON ${energyTitle(energyGate)}: ${model.id} on ${dataset.path}`
  return [annotation(KINDS[tone], { title }, energyGate.reason)]
}

function details(
  report: RunReport,
  { fileOf = ({ dataset }) => dataset.path }: AnnotationOptions,
): Annotation[] {
  const { verdict } = report
  const { failed, lost } = worstCases(report, MOST)
  const file = fileOf(report)
  const at = ({ line }: CaseRecord) => (file === null ? {} : { file, line: line > 0 ? line : null })
  return [
    ...verdict.thresholds.filter(({ broken }) => broken).map(brokenThreshold),
    ...failed.items.map((each) =>
      annotation(
        verdict.state === 'inconclusive' ? 'error' : 'warning',
        { ...at(each), title: `no output: ${each.id}` },
        each.failure ?? each.completion?.error?.message ?? 'no reason was given',
      ),
    ),
    ...lost.items.map((each) =>
      annotation(
        verdict.state === 'regression' ? 'error' : 'warning',
        { ...at(each), title: `lost: ${each.id}` },
        resultNote(each, 'hit') ?? 'no output was scored',
      ),
    ),
  ]
}

function brokenThreshold(threshold: ThresholdResult): Annotation {
  const title = `threshold not met: ${thresholdName(threshold)}`
  return annotation('error', { title }, thresholdText(threshold))
}

function annotation(kind: Kind, ...rest: [Parameters<typeof workflowCommand>[1], string]): Annotation {
  return { kind, text: workflowCommand(kind, ...rest) }
}

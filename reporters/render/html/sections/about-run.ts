import type { RunReport } from '../../../../plugin/model/index.ts'
import { duration, integer, NOT_MEASURED } from '../../format.ts'
import { type Html, html } from '../markup.ts'
import { type Place, section } from './section.ts'

/** Everything that is needed to make the run again: model, machine, prompt, limits, versions. */
export function aboutRun(report: RunReport, place: Place): Html {
  const { model, machine, fingerprint, dataset, coverage, tool } = report
  const facts: readonly (readonly [string, string])[] = [
    ['Model', model.specifier === '' ? model.id : `${model.id} (${model.specifier})`],
    ['Weights', [model.dtype, size(model.bytes), parameters(model.parameters)].filter(Boolean).join(', ')],
    ['SHA-256 of the weights', model.sha256 ?? NOT_MEASURED],
    ['Engine', [model.engine, model.engineVersion].filter(Boolean).join(' ')],
    ['Threads', model.threads === null ? NOT_MEASURED : String(model.threads)],
    ['Context', model.contextLength === null ? NOT_MEASURED : `${integer(model.contextLength)} tokens`],
    ['Dataset', `${dataset.path}, ${integer(dataset.examples)} examples`],
    ['SHA-256 of the dataset', dataset.sha256],
    ['Coverage', coverageText(report)],
    ['Prompt template', fingerprint.template],
    ['Answer ends', `after ${integer(fingerprint.maxNewTokens)} tokens, or by the rule ${fingerprint.stop}`],
    [
      'Scoring',
      `extraction version ${fingerprint.extractionVersion}, metric version ${fingerprint.metricVersion}`,
    ],
    [
      'Machine',
      `${machine.label}: ${machine.cpu}, ${integer(machine.cores)} cores, ${size(machine.memoryBytes) ?? NOT_MEASURED}, ` +
        `${machine.platform} ${machine.arch}, Node ${machine.node}`,
    ],
    [
      'Run',
      `${report.createdAt}, ${duration(report.durationMs)}${coverage.complete ? '' : ', not complete'}`,
    ],
    ['Tool', `${tool.name} ${tool.version}${tool.vitest === null ? '' : `, Vitest ${tool.vitest}`}`],
  ]
  return section(
    place,
    'about',
    'About this run',
    html`<dl class="facts">${facts
      .filter(([, text]) => text !== '')
      .map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>`,
  )
}

export function coverageText({ coverage: { ran, planned, reason } }: RunReport): string {
  if (reason === null && ran === planned) return `all ${integer(planned)} examples`
  return `${integer(ran)} of ${integer(planned)} examples${reason === null ? '' : `: ${reason}`}`
}

/** `137 MB`, in powers of a thousand; null where unknown. */
export function size(bytes: number | null): string | null {
  if (bytes === null) return null
  if (bytes >= 1e9) return `${Number((bytes / 1e9).toPrecision(3))} GB`
  return `${Number((bytes / 1e6).toPrecision(3))} MB`
}

function parameters(count: number | null): string | null {
  if (count === null) return null
  return count >= 1e9
    ? `${Number((count / 1e9).toPrecision(3))} billion parameters`
    : `${Number((count / 1e6).toPrecision(3))} million parameters`
}

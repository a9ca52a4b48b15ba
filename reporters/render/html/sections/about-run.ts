import { bytes, duration, integer, NOT_MEASURED, parameters } from '../../../../plugin/core/format.ts'
import { adapterText, browserText } from '../../../../plugin/records/browser-info.ts'
import type { ModelInfo } from '../../../../plugin/records/model-info.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { type Html, html } from '../markup.ts'
import { type Place, section } from './section.ts'

/** Everything that is needed to repeat the run: model, machine, prompt, limits, versions. */
export function aboutRun(report: RunReport, place: Place): Html {
  const { model, machine, fingerprint, dataset, coverage, tool } = report
  const facts: readonly (readonly [string, string])[] = [
    ['Model', model.specifier === '' ? model.id : `${model.id} (${model.specifier})`],
    ['Weights', weightsText(model)],
    ['SHA-256 of the weights', model.sha256 ?? NOT_MEASURED],
    ['SHA-256 of the whole model', model.contentSha256 ?? NOT_MEASURED],
    ['Engine', [model.engine, model.engineVersion, model.device].filter(Boolean).join(' ')],
    ['Browser', browserFact(model)],
    ['Threads', model.threads === null ? NOT_MEASURED : String(model.threads)],
    ['Context', model.contextLength === null ? NOT_MEASURED : `${integer(model.contextLength)} tokens`],
    ['Dataset', `${dataset.path}, ${integer(dataset.examples)} examples`],
    ['SHA-256 of the dataset', dataset.sha256],
    ['Coverage', coverageText(report)],
    ['Prompt template', fingerprint.template],
    [
      'Completion ends',
      `after ${integer(fingerprint.maxNewTokens)} tokens, or by the stop criterion ${fingerprint.stop}`,
    ],
    [
      'Scoring',
      `extraction version ${fingerprint.extractionVersion}, metric version ${fingerprint.metricVersion}`,
    ],
    [
      'Machine',
      `${machine.label}: ${machine.cpu}, ${integer(machine.cores)} cores, ${bytes(machine.memoryBytes)}, ` +
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

/** `q4, 137 MB, 135 M parameters`, as far as known. */
function weightsText({ dtype, bytes: size, parameters: weights }: ModelInfo): string {
  return [
    ...(dtype === null ? [] : [dtype]),
    ...(size === null ? [] : [bytes(size)]),
    ...(weights === null ? [] : [`${parameters(weights)} parameters`]),
  ].join(', ')
}

/** Browser and adapter; empty where the model ran in no browser. */
function browserFact({ browser }: ModelInfo): string {
  return browser === undefined
    ? ''
    : [browserText(browser), adapterText(browser)].filter((text) => text !== null).join(', ')
}

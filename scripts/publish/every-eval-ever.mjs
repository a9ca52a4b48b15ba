// Every Eval Ever 0.3 (https://github.com/evaleval/every_eval_ever): one record for each kept report.

import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PACKAGE, readReports, scoresOf, sha256 } from './facts.mjs'

const SCHEMA_VERSION = '0.3.0'
/** Of the intervals in a report. */
const CONFIDENCE = 0.95

/** Writes FOLDER/data/edgejson/DEVELOPER/MODEL/UUID.json. `createdAt`: when the records are written. */
export function writeRecords(folder, { organization, createdAt }) {
  for (const kept of readReports()) {
    const record = recordOf(kept, organization, createdAt)
    const [developer, model] = record.model_info.id.split('/')
    const file = path.join(folder, 'data/edgejson', developer, model, `${uuid(kept)}.json`)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  }
}

/** The same report has the same name, so that an upload replaces its earlier one. */
function uuid({ report }) {
  const hex = sha256(JSON.stringify(report))
  const variant = '89ab'[Number.parseInt(hex[16], 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function recordOf({ report, command, file }, organization, createdAt) {
  const id = modelId(report, organization)
  const retrieved = String(Math.floor(createdAt.getTime() / 1000))
  return {
    schema_version: SCHEMA_VERSION,
    evaluation_id: `edgejson/${id.replace('/', '_')}/${retrieved}`,
    evaluation_timestamp: report.createdAt,
    retrieved_timestamp: retrieved,
    source_metadata: {
      source_name: PACKAGE.name,
      source_type: 'evaluation_run',
      source_organization_name: `${PACKAGE.name} contributors`,
      source_organization_url: PACKAGE.homepage,
      evaluator_relationship: id.startsWith(`${organization}/`) ? 'first_party' : 'third_party',
    },
    eval_library: { name: report.tool.name, version: report.tool.version },
    model_info: {
      name: report.name,
      id,
      developer: id.split('/')[0],
      inference_engine: {
        name: report.model.engine,
        ...(report.model.engineVersion === null ? {} : { version: report.model.engineVersion }),
      },
      additional_details: {
        deployment_type: 'self_deployed',
        model_availability: 'open_weights',
        ...texts({
          dtype: report.model.dtype,
          parameters: report.model.parameters,
          weights_bytes: report.model.bytes,
          weights_sha256: report.model.sha256,
          machine: report.machine.label,
        }),
      },
    },
    evaluation_results: scoresOf(report).map((score) => resultOf(score, report, command, file)),
  }
}

function resultOf({ id, name, kind, mode, value, interval, method, scored }, report, command, file) {
  const { dataset, fingerprint } = report
  return {
    evaluation_result_id: id,
    evaluation_name: `edgejson ${dataset.name}`,
    source_data: {
      dataset_name: `EdgeJSON examples of ${PACKAGE.name}`,
      source_type: 'url',
      url: [`${PACKAGE.source}/fixtures/edgejson/${dataset.name}.jsonl`],
      additional_details: texts({ split: dataset.name, examples: dataset.examples, sha256: dataset.sha256 }),
    },
    metric_config: {
      evaluation_description: `${name}; ${mode} is how the JSON value is taken out of the output text`,
      metric_id: id,
      metric_name: name,
      metric_kind: kind,
      metric_unit: 'proportion',
      lower_is_better: false,
      score_type: 'continuous',
      min_score: 0,
      max_score: 1,
    },
    score_details: {
      score: value,
      ...(interval === null
        ? {}
        : {
            uncertainty: {
              confidence_interval: {
                lower: interval[0],
                upper: interval[1],
                confidence_level: CONFIDENCE,
                method,
              },
              num_samples: scored,
            },
          }),
    },
    generation_config: {
      generation_args: { max_tokens: fingerprint.maxNewTokens, execution_command: command },
      additional_details: texts({
        decoding: 'greedy',
        stop: fingerprint.stop,
        prompt_template: fingerprint.template,
        report: `${PACKAGE.source}/docs/results/reports/${file}`,
      }),
    },
  }
}

/** A hub id as it is; what has none belongs to this project. */
function modelId({ model }, organization) {
  return /^[\w.-]+\/[\w.-]+$/.test(model.specifier) ? model.specifier : `${organization}/${model.id}`
}

/** The schema has texts alone; what is not known is left out. */
function texts(values) {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, String(value)]])),
  )
}

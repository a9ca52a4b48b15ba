import { readdirSync } from 'node:fs'
import path from 'node:path'
import { isMissing } from '../../../plugin/core/errors.ts'
import { precisionRank } from '../../../plugin/engines/onnx/model/find-weights.ts'
import type { VariantRun } from '../../../reporters/switches/index.ts'
import { readRunFile } from '../../reports/read-run-file.ts'
import { findRuns } from '../report/find-runs.ts'

const PARTIAL = /^answers\.partial\..*\.jsonl$/

/**
 * The variants of existing runs, named by dtype and constraint of their reports; where two have one name, by the names of
 * their runs. A folder with the recording of an interrupted run and no report is a variant that was not measured.
 *
 * @throws {EdgejsonError} `IO`, `BAD_REPORT` or `BAD_ARGUMENT` for what cannot be read.
 */
export function foundVariants(places: readonly string[]): VariantRun[] {
  const unfinished = places.flatMap(unfinishedIn)
  const files = places.flatMap(finishedIn)
  const finished = [...new Set(files.map((file) => path.resolve(file)))].map((file): VariantRun => {
    const report = readRunFile(file)
    const { dtype, bytes } = report.model
    const constraint = report.constraint?.mode ?? null
    // A model that could not be loaded says nothing about itself.
    const named = dtype === null ? ofProject(report.name) : { dtype, constraint }
    return { ...named, name: nameOf(named), bytes, report, reason: null }
  })
  const variants = [...finished, ...unfinished]
  const names = variants.map(({ name }) => name)
  return variants
    .map((variant) =>
      names.filter((name) => name === variant.name).length > 1 && variant.report !== null
        ? { ...variant, name: variant.report.name }
        : variant,
    )
    .sort(
      (a, b) =>
        precisionRank(a.dtype ?? '') - precisionRank(b.dtype ?? '') ||
        Number(a.constraint !== null) - Number(b.constraint !== null),
    )
}

/** Folders with a partial recording and without a report: the place itself, or those in it. */
function unfinishedIn(place: string): VariantRun[] {
  const folders = [place, ...list(place).map((name) => path.join(place, name))]
  return folders.filter(isUnfinished).map((folder) => unfinishedRun(path.basename(path.resolve(folder))))
}

/** The reports of a place; it may hold nothing but interrupted runs. */
function finishedIn(place: string): string[] {
  try {
    return findRuns(place)
  } catch (error) {
    if (unfinishedIn(place).length > 0) return []
    throw error
  }
}

function isUnfinished(folder: string): boolean {
  const names = list(folder)
  return !names.includes('report.json') && names.some((name) => PARTIAL.test(name))
}

function unfinishedRun(project: string): VariantRun {
  const named = ofProject(project)
  const reason = 'the run was interrupted; the same command again resumes it'
  return { ...named, name: nameOf(named), bytes: null, report: null, reason }
}

/** Precision and constraint in the name of a project: `q4-schema`. */
function ofProject(project: string): Pick<VariantRun, 'dtype' | 'constraint'> {
  const [, dtype = project, constraint = null] = /^(.+)-(schema|json)$/.exec(project) ?? []
  return { dtype, constraint }
}

function nameOf({ dtype, constraint }: Pick<VariantRun, 'dtype' | 'constraint'>): string {
  return constraint === null ? `${dtype}` : `${dtype}+${constraint}`
}

/** Empty for what is no folder. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

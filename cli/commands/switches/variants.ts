import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { type ModelTarget, resolveSpecifier } from '../../../plugin/engines/contract/specifier.ts'
import { SETTINGS_FILES } from '../../../plugin/engines/hub/hub-listing.ts'
import { BUILTIN_FOLDER } from '../../../plugin/engines/load-engine.ts'
import {
  filesOf,
  findWeights,
  namedWeights,
  precisionRank,
  type Weights,
  weightsBytes,
  weightsIn,
} from '../../../plugin/engines/onnx/model/find-weights.ts'
import type { ConstraintMode } from '../../../plugin/records/constraint.ts'

/** A variant that is to be run. */
export interface PlannedVariant {
  /** `q4`, `q4+schema`. */
  readonly name: string
  /** The Vitest project, and the folder below the output folder: `q4-schema`. */
  readonly project: string
  readonly dtype: string | null
  readonly constraint: ConstraintMode | null
  /** As the option `model` takes it. */
  readonly model: string
  /** The option `engine.dtype`; undefined leaves the choice to the engine. */
  readonly engineDtype: string | undefined
  readonly bytes: number | null
  /** Everything in the folder that determines a completion; null where the model is no folder. */
  readonly files: readonly string[] | null
}

/** What the command line says about variants. */
export interface VariantChoice {
  readonly model?: string
  readonly dtypes?: readonly string[]
  /** `NAME=MODEL`, each a precision in a place of its own. */
  readonly variants?: readonly (readonly [name: string, model: string])[]
  readonly constraints: readonly (ConstraintMode | null)[]
}

/** The rule of a Vitest project of this package, see the option `name`. */
const NAME = /^\w[\w.-]{0,80}$/

/** A precision: its name, and the model with its dtype. */
interface Source {
  readonly label: string | null
  readonly model: string
  readonly dtype: string | undefined
}

/**
 * The variants in the order of the table: the most exact precision first, and of each the free one first.
 *
 * @throws {EdgejsonError} `BAD_MODEL` for a model that refers to nothing, `BAD_ARGUMENT` for names that cannot be used.
 */
export async function planVariants(choice: VariantChoice, cwd: string): Promise<PlannedVariant[]> {
  const sources = [...(await ofModel(choice, cwd)), ...(await ofPlaces(choice.variants ?? [], cwd))].sort(
    (a, b) => precisionRank(a.label ?? '') - precisionRank(b.label ?? ''),
  )
  const planned: PlannedVariant[] = []
  for (const source of sources) {
    const known = await weightsOf(source, cwd)
    for (const constraint of choice.constraints) {
      const label = source.label ?? 'model'
      planned.push({
        name: constraint === null ? label : `${label}+${constraint}`,
        project: constraint === null ? label : `${label}-${constraint}`,
        dtype: source.label,
        constraint,
        model: source.model,
        engineDtype: source.dtype,
        bytes: known?.bytes ?? null,
        files: known?.files ?? null,
      })
    }
  }
  checkNames(planned)
  return planned
}

/** The dtypes of a folder, or those that are named. */
async function ofModel({ model, dtypes }: VariantChoice, cwd: string): Promise<Source[]> {
  if (model === undefined) return []
  const target = await resolveSpecifier(model, cwd)
  const place = placeOf(target, model, cwd)
  const of = (dtype: string): Source => ({ label: dtype, model: place, dtype })
  if (dtypes !== undefined) return dtypes.map(of)
  const folder = folderOf(target)
  if (folder !== null) {
    const found = [...(await weightsIn(folder)).keys()]
    // Without weights the engine says what a folder must hold.
    if (found.length > 0) return found.map(of)
  }
  const named =
    target.kind === 'folder' && target.weights !== null ? await namedWeights(target.weights) : null
  return [{ label: named?.dtype ?? null, model: place, dtype: undefined }]
}

/** Each in a folder of its own: the weights of that name there, or the only ones. */
async function ofPlaces(variants: readonly (readonly [string, string])[], cwd: string): Promise<Source[]> {
  const sources: Source[] = []
  for (const [label, model] of variants) {
    const target = await resolveSpecifier(model, cwd)
    const folder = folderOf(target)
    const found = folder === null ? [] : [...(await weightsIn(folder)).keys()]
    const dtype = found.includes(label) || found.length > 1 ? label : undefined
    sources.push({ label, model: placeOf(target, model, cwd), dtype })
  }
  return sources
}

/** The folder in which a dtype can be chosen. */
function folderOf(target: ModelTarget): string | null {
  if (target.kind === 'builtin') return BUILTIN_FOLDER
  return target.kind === 'folder' && target.weights === null ? target.folder : null
}

/** Paths count from the working folder, not from the root of a config. */
function placeOf(target: ModelTarget, model: string, cwd: string): string {
  if (target.kind === 'folder') return target.weights ?? target.folder
  return target.kind === 'module'
    ? path.resolve(cwd, model)
    : target.kind === 'replay'
      ? `replay:${target.file}`
      : model
}

/** Null where the model is no folder, or does not hold what is wanted: the engine then says so. */
async function weightsOf(
  { model, dtype }: Source,
  cwd: string,
): Promise<{ readonly bytes: number; readonly files: readonly string[] } | null> {
  try {
    const target = await resolveSpecifier(model, cwd)
    const named = target.kind === 'folder' ? target.weights : null
    const folder = folderOf(target) ?? (target.kind === 'folder' ? target.folder : null)
    if (folder === null) return null
    const weights: Weights = named === null ? await findWeights(folder, dtype) : await namedWeights(named)
    return {
      bytes: await weightsBytes(weights),
      files: [...filesOf(weights), ...SETTINGS_FILES.map((name) => path.join(folder, name))],
    }
  } catch (error) {
    if (error instanceof EdgejsonError) return null
    throw error
  }
}

function checkNames(planned: readonly PlannedVariant[]): void {
  const wrong = planned.find(({ project }) => !NAME.test(project) || project === 'edgejson')
  if (wrong !== undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `a variant cannot have the name ${quoted(wrong.project)}: it becomes the name of a folder and of a Vitest project, up to 80 of ` +
        'the letters a to z, digits, ".", "_" and "-", such as q8.',
    )
  }
  const projects = planned.map(({ project }) => project)
  const twice = projects.find((project, at) => projects.indexOf(project) !== at)
  if (twice === undefined) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `two variants would have the name ${quoted(twice)}; name each precision once, in MODEL with --dtypes or in --variant.`,
  )
}

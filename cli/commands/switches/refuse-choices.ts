import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { listed, quoted } from '../../../plugin/core/printable.ts'

/** Variables override options; these would give all variants one model, or other files. */
export function refuseVariables(): void {
  for (const name of ['EDGEJSON_MODEL', 'EDGEJSON_OUTPUT_DIR', 'EDGEJSON_DATASET']) {
    if ((process.env[name] ?? '').trim() === '') continue
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the environment variable ${name} is set and would replace what the command line says for every variant: unset it.`,
    )
  }
}

export function refuseSeveralDatasets(datasets: string | readonly string[] | undefined): void {
  const list = [datasets ?? []].flat()
  if (list.length < 2) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `the config has the datasets ${listed(list)}; a table is of one dataset: --dataset FILE.`,
  )
}

/** A gate that can never fail is an error before anything runs. */
export function refuseGate(
  variants: readonly { readonly name: string; readonly constraint: string | null }[],
  { gate, reference }: { readonly gate?: string; readonly reference?: string },
): void {
  const names = variants.map(({ name }) => name)
  for (const [option, name] of [
    ['--gate', gate],
    ['--reference', reference],
  ] as const) {
    if (name === undefined || names.includes(name)) continue
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${option} ${quoted(name)} is no variant; the variants are ${listed(names)}.`,
    )
  }
  const compared = reference ?? (variants.find(({ constraint }) => constraint === null) ?? variants[0])?.name
  if (gate === undefined || gate !== compared) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--gate ${quoted(gate)} is the reference itself; name another variant, or another --reference.`,
  )
}

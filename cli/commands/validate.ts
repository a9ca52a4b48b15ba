import type { Command } from 'commander'
import {
  asErrors,
  type ComplianceCheck,
  countFindings,
  formatReport,
  loadTokenCounter,
  openSchemas,
  prepareDatasets,
  type SchemaRegistry,
  validateDataset,
} from '../../plugin/dataset/index.ts'
import { SchemaValidators, type SchemaViolation } from '../../plugin/scoring/index.ts'
import {
  addField,
  type BacktrackingOption,
  backtrackingOption,
  type FieldValues,
  goldFile,
  wholeNumber,
} from '../option-values.ts'
import { jsonText, STDOUT, writeOutput } from '../output.ts'

/** What the command line says, after commander has read it. */
export interface ValidateCommandOptions extends BacktrackingOption {
  readonly against?: string
  readonly gold?: string
  readonly goldOptional?: boolean
  readonly goldField?: FieldValues
  readonly schemas?: string
  readonly maxNewTokens?: number
  readonly tokenizer?: string
  readonly field?: FieldValues
  readonly strict?: boolean
  readonly json?: boolean
}

/** Adds `edgejson validate FILE`. Exit code: 0 no errors, 1 errors, 2 (by the caller) for what cannot be read. */
export function registerValidate(command: Command): void {
  command
    .argument('<file>', 'dataset: JSONL, or by its extension a JSON array, CSV or Parquet')
    .option('--against <file>', 'dataset that must share nothing with this one, such as its train split')
    .option('--gold <file>', 'file with the expected values, joined by id')
    .option(
      '--gold-field <name=path>',
      'where lines of the gold file hold id, expected and accepted (repeatable)',
      addField,
    )
    .option('--gold-optional', 'a line may have no expected value (goldValues: optional)')
    .option(
      '--schemas <dir>',
      'folder of JSON Schemas or "edgejson" for the packaged ones (default: those, for the lines of EdgeJSON)',
    )
    .addOption(backtrackingOption())
    .option('--max-new-tokens <n>', 'token limit of completions', wholeNumber(1), 2048)
    .option('--tokenizer <file>', 'tokenizer.json to count tokens with (default: they are estimated)')
    .option(
      '--field <name=path>',
      'field map of the dataset: id, prompt, expected, schema, … (repeatable)',
      addField,
    )
    .option('--strict', 'treat every warning as an error')
    .option('--json', 'write the report as JSON, with all findings')
    .action(async (file: string, options: ValidateCommandOptions) => {
      const { output, exitCode } = await runValidate(file, options)
      await writeOutput(STDOUT, [output], process.stdout)
      process.exitCode = exitCode
    })
}

/**
 * The command without its process.
 *
 * @throws {EdgejsonError} when a file cannot be read or an option is wrong.
 */
export async function runValidate(
  file: string,
  options: ValidateCommandOptions,
): Promise<{ output: string; exitCode: 0 | 1 }> {
  const schemas = openSchemas(options.schemas)
  const { against, gold } = options
  await prepareDatasets([file, against, gold].filter((each) => each !== undefined))
  const found = validateDataset(file, {
    schemas,
    fields: options.field ?? null,
    gold: goldFile(gold, options.goldField),
    goldValues: options.goldOptional === true ? 'optional' : 'required',
    complies: complianceCheck(schemas, options.backtrackingPattern ?? []),
    countTokens: options.tokenizer === undefined ? null : await loadTokenCounter(options.tokenizer),
    ...(against === undefined ? {} : { against }),
    ...(options.maxNewTokens === undefined ? {} : { maxNewTokens: options.maxNewTokens }),
  })
  const report = options.strict ? { ...found, findings: asErrors(found.findings) } : found
  return {
    output: options.json ? jsonText({ ...report, ...countFindings(report.findings) }) : formatReport(report),
    exitCode: countFindings(report.findings).errors > 0 ? 1 : 0,
  }
}

/** The metric's own validator. Violations that only asserted formats find are reported separately. */
function complianceCheck(schemas: SchemaRegistry, backtrackingPatterns: readonly string[]): ComplianceCheck {
  const plain = new SchemaValidators(schemas, { backtrackingPatterns })
  const withFormats = new SchemaValidators(schemas, { backtrackingPatterns, assertFormats: true })
  return (example, value) => {
    const issues = (validators: SchemaValidators): string[] =>
      (validators.validatorFor(example)?.(value).errors ?? []).map(issueText)
    const broken = issues(plain)
    const known = new Set(broken)
    const formats = issues(withFormats).filter((text) => !known.has(text))
    return [
      ...broken.map((message) => ({ kind: 'schema' as const, message })),
      ...formats.map((message) => ({ kind: 'format' as const, message })),
    ]
  }
}

function issueText({ path, message }: SchemaViolation): string {
  return `${path} ${message}`
}

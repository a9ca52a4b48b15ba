import { createHash } from 'node:crypto'
import { EdgejsonError } from '../../core/errors.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { Example } from '../../records/example.ts'
import type { FieldMap } from '../../records/field-map.ts'
import type { GoldFile, GoldValuesOption } from '../../records/gold-file.ts'
import { openSchemas, type SchemaRegistry } from '../schemas/schema-registry.ts'
import type { DatasetSource } from './dataset-source.ts'
import { FieldReader } from './field-reader.ts'
import { GoldValues } from './gold-file.ts'
import type { DatasetHeader } from './header.ts'
import type { LineContext } from './line-context.ts'
import { type LineProblem, lineProblem } from './line-problem.ts'
import { readExampleLine } from './read-example.ts'

export interface LoadOptions {
  /** The field map of datasets in another format; see {@link FieldMap}. */
  readonly fields?: FieldMap | Readonly<Record<string, unknown>> | null
  /**
   * Gives the complexity of lines that have none. Default: the packaged schemas, for the benchmark's own
   * lines; null for no schemas.
   */
  readonly schemas?: SchemaRegistry | null
  /** Name of the JSON Schema of lines that name none. Default: that of the dataset's header, or none. */
  readonly schema?: string | null
  /** Expected values in a file of their own. Default: they are in the lines. */
  readonly gold?: GoldFile | null
  /** Whether a line may have no expected value: it is then scored on schema compliance alone. Default `required`. */
  readonly goldValues?: GoldValuesOption
  /** The name of the file in messages. Default: its path as given. */
  readonly label?: string
}

/** The context for {@link readExampleLine}, from the options of a dataset. */
export function lineContext(
  file: string,
  options: LoadOptions = {},
  header: DatasetHeader | null = null,
): LineContext {
  return {
    label: printable(options.label ?? file),
    reader: new FieldReader(options.fields ?? {}),
    schemas: options.schemas === undefined ? openSchemas(null) : options.schemas,
    schema: options.schema ?? header?.schema,
    gold: goldValues(options),
    goldOptional: options.goldValues === 'optional',
  }
}

function goldValues({ gold, fields }: LoadOptions): GoldValues | null {
  if (gold === undefined || gold === null) return null
  if (fields?.expected !== undefined || fields?.accepted !== undefined) {
    throw new EdgejsonError(
      'BAD_OPTION',
      'the options gold and fields.expected (or fields.accepted) both say where the expected values are; leave the fields out ' +
        '(gold.fields has the places in the gold file).',
    )
  }
  return new GoldValues(gold)
}

/** The identity of a dataset with its gold file. */
export function contentHash({ sha256 }: DatasetSource, { gold }: LineContext): string {
  if (gold === null || gold === undefined) return sha256
  return createHash('sha256').update(`${sha256}\n${gold.sha256}`).digest('hex')
}

/**
 * Reads every line, passes each example on and returns the lines that are not examples. Of two lines with the
 * same id the first is the example, the second a problem.
 *
 * @throws {EdgejsonError} `BAD_OPTION` if a mapped field is on no line.
 */
export function scanDataset(
  file: DatasetSource,
  context: LineContext,
  onExample: (example: Example) => void,
): LineProblem[] {
  const problems: LineProblem[] = []
  const firstLineOf = new Map<string, number>()
  for (const [index, line] of file.lines.entries()) {
    const content = file.textAt(index)
    if (!content.ok) {
      problems.push(lineProblem(context.label, line, content.code, content.reason))
      continue
    }
    const result = readExampleLine(content.text, line, context)
    if (!result.ok) {
      problems.push(result.problem)
      continue
    }
    const { id } = result.example
    const first = firstLineOf.get(id)
    if (first === undefined) {
      firstLineOf.set(id, line)
      onExample(result.example)
    } else problems.push(duplicate(context, line, id, first))
  }
  if (firstLineOf.size > 0) refuseUnusedFields(context)
  context.gold?.refuseUnused(context.label)
  return problems
}

function duplicate({ label }: LineContext, line: number, id: string, first: number): LineProblem {
  const reason = `the id ${quoted(id)} is already used by line ${first} (${label}:${first}); ids must be unique, so only line ${first} is used.`
  return lineProblem(label, line, 'DUPLICATE_ID', reason, id)
}

function refuseUnusedFields({ reader, label }: LineContext): void {
  const [field] = reader.neverFound()
  if (field === undefined) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `no line of ${label} has ${field}; correct the path or leave the field out of the option fields.`,
  )
}

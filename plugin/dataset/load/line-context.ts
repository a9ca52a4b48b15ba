import type { JsonObject } from '../../core/json/json.ts'
import type { SchemaRegistry } from '../schemas/schema-registry.ts'
import type { FieldReader } from './field-reader.ts'
import type { GoldValues } from './gold-file.ts'

/** The context of reading a line. */
export interface LineContext {
  /** The name of the file in messages. */
  readonly label: string
  readonly reader: FieldReader
  /** Gives the complexity of lines that have none; null without schemas. */
  readonly schemas: Pick<SchemaRegistry, 'entryFor'> | null
  /** The schema of lines that have none: a name, or the schema itself. */
  readonly schema?: string | JsonObject | undefined
  /** True where a line may have no expected value. Default false. */
  readonly goldOptional?: boolean
  /** Expected values in a file of their own; null where they are in the lines. */
  readonly gold?: GoldValues | null
}

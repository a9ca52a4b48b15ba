import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, text } from './schema.ts'

export interface Machine {
  /** The user's name for the machine (`EDGEJSON_MACHINE`), or platform and CPU. */
  readonly label: string
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly platform: string
  readonly arch: string
  readonly node: string
  /** Architecture of the system where it is another one than `arch`: the run was emulated. Absent: it was not, or is not known. */
  readonly emulatedOn?: string
}

export const MACHINE: TUnsafe<Machine> = typed<Machine>()(
  Type.Object(
    {
      label: text,
      cpu: text,
      cores: count,
      memoryBytes: count,
      platform: text,
      arch: text,
      node: text,
      emulatedOn: Type.Optional(text),
    },
    { definition: 'machine', description: 'Where it ran.' },
  ),
)

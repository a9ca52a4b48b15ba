import { isRecord } from '../../plugin/core/json/json.ts'

/** The part of Vitest's `TestCase` that is read; the same in Vitest 4.1 and 5. */
export interface TestLike {
  readonly name: string
  readonly location: { readonly line: number } | undefined
  result(): { readonly state: string; readonly errors?: readonly { readonly message: string }[] | undefined }
  meta(): object
}

/** The part of Vitest's `TestModule` that is read. */
export interface ModuleLike {
  readonly moduleId: string
  readonly children: { allTests(): Iterable<TestLike> }
  errors(): readonly { readonly message: string }[]
  meta(): object
  diagnostic(): { readonly duration: number }
}

/** What the worker left in a task's meta under our name; undefined when nothing. */
export function ownMeta(task: { meta(): object }): unknown {
  const meta: unknown = task.meta()
  return isRecord(meta) && Object.hasOwn(meta, 'edgejson') ? meta.edgejson : undefined
}

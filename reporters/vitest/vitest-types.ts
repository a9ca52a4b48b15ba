import { isRecord } from '../../plugin/core/json/json.ts'
import type { UpdateMode } from '../../plugin/gate/input.ts'
import type { ReporterConfig } from './process.ts'

/** The part of the `Vitest` instance that is read; the same in 4.1 and 5. */
export interface VitestLike {
  readonly version: string
  readonly config: ReporterConfig & {
    readonly root: string
    readonly shard?: { readonly index: number; readonly count: number } | undefined
    /** Of `--changed`, until the first run has ended. */
    readonly changed?: string | boolean | undefined
    /** Files of `vitest related`. */
    readonly related?: readonly string[] | null | undefined
  }
  /** `blobs` is there while reports are merged. */
  readonly state: { readonly blobs?: unknown }
  /** Live, unlike the configuration: the key `u` changes it for one rerun. */
  readonly snapshot: { readonly options: { readonly updateSnapshot: UpdateMode } }
  readonly logger: { log(text: string): void; error(text: string): void }
}

/** A finished module with its project. */
export interface ProjectModule extends ModuleLike {
  readonly project: { readonly name: string }
}

/** A collected test, and a finished one, as far as progress looks at them. */
export interface ProgressTest {
  readonly options: { readonly mode?: string | undefined }
  meta(): object
  /** Undefined until the test is finished. */
  diagnostic(): { readonly duration: number } | undefined
}

/** A module whose tests are known, with its project. */
export interface CollectedModule {
  readonly moduleId: string
  readonly project: { readonly name: string }
  readonly children: { allTests(): Iterable<ProgressTest> }
}

/** A hook that begins, with what it belongs to. */
export interface ReportedHook {
  readonly name: string
  readonly entity: { readonly type: string; readonly project: { readonly name: string } }
}

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

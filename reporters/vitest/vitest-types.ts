import type { UpdateMode } from '../../plugin/gate/input.ts'
import type { ProgressTest } from './progress/progress-reporter.ts'
import type { ReporterConfig } from './stdout-is-data.ts'
import type { ModuleLike } from './task-tree.ts'

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

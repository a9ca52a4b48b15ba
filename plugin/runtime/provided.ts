import type { CaseMeta } from '../records/case.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
import type { RunMeta } from '../records/run-meta.ts'

declare module 'vitest' {
  interface ProvidedContext {
    edgejson: ProjectSettings
  }

  interface TaskMeta {
    /** On a test: its {@link CaseMeta}. On a module: its {@link RunMeta}. */
    edgejson?: CaseMeta | RunMeta
  }
}

import type { CaseMeta, ProjectSettings, RunMeta } from '../model/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    edgejson: ProjectSettings
  }

  interface TaskMeta {
    /** On a test: its {@link CaseMeta}. On a module: its {@link RunMeta}. */
    edgejson?: CaseMeta | RunMeta
  }
}

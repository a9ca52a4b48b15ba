import type { Reporter, TestProject } from 'vitest/node'

/**
 * Has the modules of a run transformed while its worker is still starting, on another core: the worker asks for them
 * a moment later and finds them made. What goes wrong is told then.
 */
export function transformEarly(project: TestProject): Reporter {
  return {
    onTestRunStart(specifications) {
      for (const { project: owner, moduleId } of specifications) {
        if (owner === project) project.vite.environments.ssr.transformRequest(moduleId).catch(() => undefined)
      }
    },
  }
}

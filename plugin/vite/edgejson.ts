import path from 'node:path'
import type { Plugin } from 'vitest/config'
import { isRecord } from '../model/json.ts'
import type { EdgejsonOptions } from './options.ts'
import { projectPlugin } from './project-plugin.ts'

type UserConfig = Parameters<Extract<NonNullable<Plugin['config']>, (...args: never[]) => unknown>>[0]

/**
 * Adds the EdgeJSON project to a Vitest config: `plugins: [edgejson({ model: './models/my-135m' })]`.
 * Tests and projects that are there already keep running; `--project edgejson` runs the benchmark alone.
 * Several calls with different `name`s add several projects.
 */
export function edgejson(options: EdgejsonOptions = {}): Plugin {
  const name = options.name ?? 'edgejson'
  return {
    name: 'vitest-edgejson',
    config: {
      order: 'pre',
      handler(config: UserConfig) {
        if (isProjectConfig(config)) return
        config.test ??= {}
        const { test } = config
        const project = {
          extends: true as const,
          plugins: [projectPlugin(options)],
          test: { name: { label: name, color: 'cyan' as const } },
        }
        if (test.projects) test.projects.push(project)
        // Without projects the root's own tests would stop running beside ours: name it as a project too.
        else test.projects = [rootProject(config), project]
      },
    },
  }
}

/** Vitest runs config hooks again for each inline project that extends the root; only the root itself gets projects. */
function isProjectConfig(config: UserConfig): boolean {
  const plugins: unknown[] = (config.plugins ?? []).flat(9)
  return plugins.some(
    (plugin) =>
      isRecord(plugin) && (plugin.name === 'vitest:project' || plugin.name === 'vitest-edgejson:project'),
  )
}

function rootProject(config: UserConfig): string | { extends?: true; test: { name: string } } {
  const { configFile } = config as { configFile?: string | false }
  if (!configFile) return { test: { name: 'default' } }
  // Vitest takes a file for a project only under one of its usual names; another (`--config my.mjs`) is extended.
  const usual = /^vite(?:st)?(?:\.[\w-]+)?\.config\./.test(path.basename(configFile))
  return usual ? configFile : { extends: true, test: { name: 'default' } }
}

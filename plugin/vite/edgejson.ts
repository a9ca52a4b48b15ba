import path from 'node:path'
import type { Plugin } from 'vitest/config'
import type { TestProject } from 'vitest/node'
import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { quoted } from '../core/printable.ts'
import type { EdgejsonOptions } from './options.ts'
import { projectPlugin } from './project-plugin.ts'
import { resolveOptions } from './resolve-options.ts'
import { runBegins, runEnded, startUpSync } from './start-up.ts'

type UserConfig = Parameters<Extract<NonNullable<Plugin['config']>, (...args: never[]) => unknown>>[0]

/**
 * Adds the EdgeJSON project to a Vitest config: `plugins: [edgejson({ model: './models/my-135m' })]`.
 * Existing tests and projects keep running; `--project edgejson` runs the benchmark alone. Several calls with
 * different `name`s add several projects.
 *
 * @throws EdgejsonError when Vitest starts, with exit code 2: `BAD_OPTION` for an option, `BAD_DATASET` and `BAD_SCHEMA` for
 * their files, `BAD_ARGUMENT` for an argument of Vitest's command that does not fit.
 */
export function edgejson(options: EdgejsonOptions = {}): Plugin {
  // Values of another type are rejected inside the project, where all options are validated.
  const name = isRecord(options) && typeof options.name === 'string' ? options.name : 'edgejson'
  return {
    name: 'vitest-edgejson',
    // The options are for `edgejson switches`, which runs the project with other models.
    api: { edgejson: name, options },
    config: {
      order: 'pre',
      handler(config: UserConfig) {
        if (isProjectConfig(config)) return
        runBegins()
        config.test ??= {}
        const { test } = config
        // Here an error ends the start unchanged; within a project Vitest would wrap it.
        startUpSync(() => {
          resolveOptions(options, path.resolve(config.root ?? '.'))
          refuseSecond(test.projects, name)
        })
        const project = {
          extends: true as const,
          plugins: [projectPlugin(options)],
          test: { name: { label: name, color: 'cyan' as const } },
        }
        if (test.projects) test.projects.push(project)
        // Without projects the root's own tests would no longer run next to ours, so the root becomes a
        // project too.
        else test.projects = [rootProject(config), project]
      },
    },
    configureVitest({ vitest, project }) {
      vitest.config.reporters.push({ onTestRunEnd: runEnded })
      if (vitest.vite.config.plugins.some((plugin) => projectName(plugin) === name)) return
      startUpSync(() => {
        throw strayPlugin(project, vitest.config.root)
      })
    },
  }
}

/** The name of the project that this plugin adds; undefined for any other plugin. */
function projectName(plugin: unknown): unknown {
  return isRecord(plugin) && isRecord(plugin.api) ? plugin.api.edgejson : undefined
}

/** Vitest's own message would only say that the name of a project is not unique. */
function refuseSecond(projects: readonly unknown[] | undefined, name: string): void {
  const labels = (projects ?? []).map((each) => {
    const label: unknown = isRecord(each) && isRecord(each.test) ? each.test.name : undefined
    return isRecord(label) ? label.label : label
  })
  if (!labels.includes(name)) return
  throw new EdgejsonError(
    'BAD_OPTION',
    `there are two projects with the name ${quoted(name)}; give each edgejson() its own with the option name.`,
  )
}

/** A project of a workspace cannot add a project: its benchmark would be missing without a message. */
function strayPlugin(project: TestProject, root: string): EdgejsonError {
  const { configFile, root: folder } = project.vite.config
  const place = configFile ? `the config ${quoted(path.relative(root, configFile))}` : 'the config'
  return new EdgejsonError(
    'BAD_OPTION',
    `edgejson() is in ${place} of the project ${quoted(project.name)}, and a project cannot add another. Move it ` +
      `into the config of the root ${quoted(root)}, next to projects, with paths from there; or run Vitest in ` +
      `${quoted(folder)}, or without this project (--project ${quoted(`!${project.name}`)}).`,
  )
}

/**
 * Vitest runs config hooks again for each inline project that extends the root; only the root itself gets
 * projects.
 */
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
  // Vitest loads a file as a project only under one of its usual names; another one (`--config my.mjs`) is
  // extended.
  const usual = /^vite(?:st)?(?:\.[\w-]+)?\.config\./.test(path.basename(configFile))
  return usual ? configFile : { extends: true, test: { name: 'default' } }
}

import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vitest/config'
import type { Vitest } from 'vitest/node'
import { rawModuleId, splitModuleId } from '../core/module-id.ts'
import { codeFile } from '../core/package-info.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
import { claimFiles } from './claim-files.ts'
import { DatasetIndex } from './dataset-index.ts'
import { literalModule, runModule } from './generate-module.ts'
import type { EdgejsonOptions } from './options.ts'
import { addRerunTriggers, escapeGlob } from './rerun-triggers.ts'
import { resolveOptions } from './resolve-options.ts'
import { RunWatch } from './run-watch.ts'
import { splitForShards } from './shards.ts'
import { checkBlobs, startUp, startUpSync } from './start-up.ts'

// The runtime and the reporter are referenced by name, not imported: one runs in the worker, the other is
// needed only by a run.
const RUNTIME = codeFile('plugin/runtime/index')
const REPORTER = pathToFileURL(codeFile('reporters/vitest/edgejson-reporter')).href
const PACKAGE_CODE = /[\\/](?:vitest-edgejson|dist)[\\/](?:dist[\\/])?plugin[\\/]/

/**
 * The plugin inside the generated project: configures it, turns datasets into test modules, adds the
 * reporter.
 */
export function projectPlugin(options: EdgejsonOptions): Plugin {
  let settings: ProjectSettings
  let index: DatasetIndex
  let watch: RunWatch | undefined
  let shard: number | null = null

  return {
    name: 'vitest-edgejson:project',
    enforce: 'pre',

    config: {
      order: 'post',
      handler(config) {
        settings = startUpSync(() => resolveOptions(options, config.root ?? process.cwd()))
        index = new DatasetIndex(settings)
        config.test ??= {}
        // Assigned, not returned: Vite would join lists with those of the root, whose tests are not part of
        // this project.
        Object.assign(config.test, projectConfig(settings))
      },
    },

    async configureVitest(context) {
      const { vitest, project } = context
      startUpSync(() => {
        checkBlobs(vitest.config.mergeReports)
        index.checkFiles()
      })
      await startUp(() => index.prepare())
      startUpSync(() => {
        index.checkSlices()
        index.shots()
        index.checkRulePaths()
        claimFiles(vitest, settings)
        project.config.tags = index.tags().map((name) => ({ name }))
      })
      // Generated code depends on options and shards, which no cache key contains. (The name lost its prefix
      // in Vitest 5.)
      const { defineCacheKeyGenerator = context.experimental_defineCacheKeyGenerator } = context as {
        defineCacheKeyGenerator?: typeof context.experimental_defineCacheKeyGenerator
      }
      defineCacheKeyGenerator(({ id }) => (index.has(id) ? false : undefined))

      shard = vitest.config.shard?.index ?? null
      splitForShards(vitest, project)
      addRerunTriggers(vitest, project, settings)
      quietSlowTests(vitest, settings.name)
      watch = new RunWatch(project, index)
      vitest.config.reporters.push(watch)
      await addReporter(vitest, settings, index)
    },

    // A dataset keeps its path: Vite would follow a symbolic link, and would read `?` and `#` in a name as a
    // query.
    resolveId(id) {
      const known = index?.moduleId(id) ?? null
      return known === null ? null : rawModuleId(known)
    },

    async load(id) {
      const { file, part } = splitModuleId(id)
      const dataset = index?.find(file)
      if (dataset === undefined) return null
      await index.prepare()
      const redact = settings.texts === 'all' || settings.texts === 'none' ? null : settings.texts
      const source = {
        runtime: RUNTIME,
        assertion: settings.assertion,
        redact,
        template: settings.templateModule === null ? null : settings.template,
        ...index.read(dataset, part, shard),
      }
      // No source map: nothing in the module of a run is worth mapping.
      if (watch?.running === true) return { map: { mappings: '' }, code: runModule(source) }
      return { map: null, code: literalModule(source) }
    },
  }
}

function projectConfig(settings: ProjectSettings): Record<string, unknown> {
  return {
    include: settings.datasets.map(({ file }) => escapeGlob(file)),
    exclude: [],
    includeSource: [],
    dir: undefined,
    environment: 'node',
    browser: { enabled: false },
    typecheck: { enabled: false },
    globals: false,
    setupFiles: [],
    globalSetup: [],
    // One worker for all datasets: the model is loaded once.
    pool: 'forks',
    isolate: false,
    fileParallelism: false,
    maxWorkers: 1,
    // A separate group: Vitest rejects different maxWorkers within one group.
    sequence: { groupOrder: 1000, shuffle: false },
    maxConcurrency: settings.concurrency,
    // The engine has its own limit for each completion; waiting in the queue must not count.
    testTimeout: 0,
    hookTimeout: 0,
    retry: 0,
    bail: 0,
    includeTaskLocation: false,
    strictTags: false,
    server: { deps: { external: [PACKAGE_CODE] } },
    provide: { edgejson: settings },
  }
}

/**
 * With a model every test is slow; a line for each would hide the summary. Other projects keep the setting.
 */
function quietSlowTests(vitest: Vitest, name: string): void {
  const selected = [vitest.config.project ?? []].flat()
  if (selected.length > 0 && selected.every((pattern) => pattern === name)) {
    // The verbose reporter starts a timer with it, and a longer one would fire immediately.
    vitest.config.slowTestThreshold = 2 ** 31 - 1
  }
}

/**
 * Once per list of reporters and project, however often the config is evaluated. A restart in watch mode
 * keeps the Vitest and makes a new list.
 */
async function addReporter(vitest: Vitest, settings: ProjectSettings, index: DatasetIndex): Promise<void> {
  const key = Symbol.for(`vitest-edgejson.reporter.${settings.name}`)
  const { reporters } = vitest.config
  if (Reflect.has(reporters, key)) return
  Reflect.defineProperty(reporters, key, { value: true })
  const { EdgejsonReporter } = (await import(
    REPORTER
  )) as typeof import('../../reporters/vitest/edgejson-reporter.ts')
  reporters.push(new EdgejsonReporter({ settings, loadDataset: (dataset) => index.join(dataset) }))
}

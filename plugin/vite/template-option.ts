import path from 'node:path'
import { checkPlaceholders } from '../dataset/index.ts'
import type { ProjectSettings } from '../records/project-settings.ts'
import { moduleHash } from './module-hash.ts'
import type { EdgejsonOptions } from './options.ts'

/**
 * The option `template`. A text with `{prompt}` is a template, whatever it ends with.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a module that cannot be read, or a misspelt placeholder, also in the option `system`
 */
export function resolveTemplate(
  { template = 'official', system }: EdgejsonOptions,
  root: string,
): Pick<ProjectSettings, 'template' | 'templateModule'> {
  if (system !== undefined) checkPlaceholders('system', system)
  if (template === 'official' || template === 'chat') return { template, templateModule: null }
  if (template.includes('{prompt}')) {
    checkPlaceholders('template', template)
    return { template, templateModule: null }
  }
  const rule = 'Its path is relative to the root of the Vitest config; a text must contain {prompt}.'
  return {
    template: path.resolve(root, template),
    templateModule: moduleHash('template module', template, root, rule),
  }
}

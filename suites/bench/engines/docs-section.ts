import { type Section, withSection } from '../shared/docs-section.ts'
import type { BenchFile } from './results.ts'
import { groupTables, machineTable } from './table.ts'

const SECTION: Section = {
  begin: '<!-- figures: written by `npm run bench:engines -- --docs`, not by hand -->',
  end: '<!-- end of figures -->',
}

/** The page with its figures replaced. @throws Error when it has no place for them. */
export function withFigures(page: string, file: BenchFile): string {
  return withSection(page, SECTION, figures(file))
}

/** All tables, each with the command that makes it. */
export function figures(file: BenchFile): string {
  return [
    ...file.groups.map((group) =>
      [`### ${group.name}`, ['```sh', group.command, '```'].join('\n'), groupTables(group)].join('\n\n'),
    ),
    ...(file.machine === null ? [] : ['### What the machine allows', machineTable(file, file.machine)]),
  ].join('\n\n')
}

import type { BenchFile } from './results.ts'
import { groupTables, machineTable } from './table.ts'

const BEGIN = '<!-- figures: written by `npm run bench:engines -- --docs`, not by hand -->'
const END = '<!-- end of figures -->'

/** The page with its figures replaced. @throws Error when it has no place for them. */
export function withFigures(page: string, file: BenchFile): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) throw new Error(`the page has no lines ${BEGIN} and ${END}`)
  return `${page.slice(0, begin)}${BEGIN}\n\n${figures(file)}\n\n${page.slice(end)}`
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

import { printable } from '../../plugin/core/printable.ts'

/** Properties of an annotation; those that are null are left out. */
export interface CommandProperties {
  readonly file?: string | null
  /** 1-based. */
  readonly line?: number | null
  readonly title?: string | null
}

const LONGEST = 1_000

/**
 * One workflow command of GitHub Actions: `::error file=…,line=3,title=…::message`, without its line break. Untrusted
 * text cannot end it or begin another one: it is made printable, has at most 1,000 units, and is escaped as the runner
 * expects.
 */
export function workflowCommand(
  kind: 'error' | 'warning' | 'notice',
  properties: CommandProperties,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter((entry): entry is [string, string | number] => entry[1] !== null && entry[1] !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(shown(String(value)))}`)
  return `::${kind}${list.length > 0 ? ` ${list.join(',')}` : ''}::${escapeData(shown(message))}`
}

function shown(text: string): string {
  return printable(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)
}

/** Escapes like `@actions/core`, so that the runner reads the original text. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

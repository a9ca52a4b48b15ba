import { Option } from 'commander'

/** What `--backtracking-pattern` collects; see `SchemaOptions`. */
export interface BacktrackingOption {
  readonly backtrackingPattern?: readonly string[]
}

/** `--backtracking-pattern`, repeatable. */
export function backtrackingOption(): Option {
  return new Option(
    '--backtracking-pattern <pattern>',
    'pattern of a schema that may be matched by backtracking, in unbounded time (repeatable)',
  ).argParser((pattern: string, patterns: readonly string[] = []) => [...patterns, pattern])
}

import { EdgejsonError } from './errors.ts'
import { quoted } from './printable.ts'

/**
 * The default export of a user's module that must be a function.
 *
 * @param what the module for messages, e.g. `assertion module`
 * @param module as the option names it
 * @param form what the function looks like, e.g. `(text, part) => …`
 * @throws {EdgejsonError} `BAD_OPTION` for anything else
 */
export function defaultFunction(
  exported: unknown,
  { what, module, form }: { readonly what: string; readonly module: string | null; readonly form: string },
): (...given: never[]) => unknown {
  if (typeof exported === 'function') return exported as (...given: never[]) => unknown
  throw new EdgejsonError(
    'BAD_OPTION',
    `the ${what} ${quoted(module)} exports ${typeof exported} as default; it must export a function: export default ${form}`,
  )
}

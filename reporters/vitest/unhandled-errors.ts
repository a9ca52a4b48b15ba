import { errorMessage } from '../../plugin/core/errors.ts'
import { isRecord } from '../../plugin/core/json/json.ts'
import { splitModuleId } from '../../plugin/core/module-id.ts'
import { condensed } from '../../plugin/core/printable.ts'

/** An error that no test caught: a rejection that nothing handled, a worker that ended. */
export interface UnhandledError {
  readonly message: string
  /** The test module that ran, as Vitest names it; null when it is not known. */
  readonly moduleId: string | null
}

/** The errors that Vitest reports at the end of a run, in words. */
export function unhandledErrors(errors: readonly unknown[]): UnhandledError[] {
  return errors.map((error) => {
    const { VITEST_TEST_PATH: moduleId, VITEST_TEST_NAME: test } = isRecord(error) ? error : {}
    const message = isRecord(error) && typeof error.message === 'string' ? error.message : errorMessage(error)
    const during = typeof test === 'string' ? ` while ${condensed(test, 120)} ran` : ''
    return {
      message: `an unhandled error${during}: ${condensed(message)}`,
      moduleId: typeof moduleId === 'string' ? splitModuleId(moduleId).file : null,
    }
  })
}

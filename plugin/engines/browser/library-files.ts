import { createRequire } from 'node:module'
import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { LIBRARY } from '../transformers-js/library.ts'

/** Folders of the built files of the library and of its runtime. */
export interface LibraryFolders {
  readonly library: string
  readonly onnxruntime: string
}

/**
 * Finds the files that a page loads, in the packages of the user.
 *
 * @throws EdgejsonError `BAD_MODEL` where the library is not installed, with the way to install it.
 */
export function libraryFolders(require: NodeJS.Require = createRequire(import.meta.url)): LibraryFolders {
  let entry: string
  try {
    entry = require.resolve(LIBRARY)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `engine.runtime 'browser' needs the package ${LIBRARY}, which is not installed; run: npm i -D ${LIBRARY}`,
      { cause: error },
    )
  }
  // The version of the runtime that the library was built with.
  const runtime = createRequire(entry).resolve('onnxruntime-web')
  return { library: path.dirname(entry), onnxruntime: path.dirname(runtime) }
}

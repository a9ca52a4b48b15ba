import { createRequire } from 'node:module'
import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { LIBRARY } from '../transformers-js/library.ts'

/** Folders of the built files of the library and of its runtime. */
export interface LibraryFolders {
  /** Null where the back end needs no library. */
  readonly library: string | null
  readonly onnxruntime: string
}

const RUNTIME = 'onnxruntime-web'

/**
 * Finds the files that a page loads, in the packages of the user.
 *
 * @throws EdgejsonError `BAD_MODEL` where the library is not installed, with the way to install it.
 */
export function libraryFolders(require: NodeJS.Require = createRequire(import.meta.url)): LibraryFolders {
  const entry = resolved(LIBRARY, "engine.runtime 'browser'", require)
  // The version of the runtime that the library was built with.
  const runtime = createRequire(entry).resolve(RUNTIME)
  return { library: path.dirname(entry), onnxruntime: path.dirname(runtime) }
}

/**
 * Finds the files of the runtime alone.
 *
 * @throws EdgejsonError `BAD_MODEL` where it is not installed, with the way to install it.
 */
export function runtimeFolder(require: NodeJS.Require = createRequire(import.meta.url)): string {
  return path.dirname(resolved(RUNTIME, "engine.backend 'onnx'", require))
}

function resolved(name: string, what: string, require: NodeJS.Require): string {
  try {
    return require.resolve(name)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${what} needs the package ${name}, which is not installed; run: npm i -D ${name}`,
      { cause: error },
    )
  }
}

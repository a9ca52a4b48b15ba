import path from 'node:path'
import { packageInfo } from '../core/package-info.ts'

/** Name of the model inside this package, as reports show it. */
export const BUILTIN_ID = 'edgejson-nano'

/** Its folder, in the Hugging Face layout; `training/` says how it was made, the README in the folder what it can do. */
export const BUILTIN_FOLDER: string = path.join(packageInfo.root, 'fixtures', 'models', BUILTIN_ID)

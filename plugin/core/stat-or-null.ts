import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isMissing } from './errors.ts'

/** What is at a path, through links; null if nothing is. */
export async function statOrNull(file: string): Promise<Stats | null> {
  try {
    return await stat(file)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

import { outcomeTone } from '../../../../plugin/gate/index.ts'
import type { Outcome } from '../../../../plugin/model/index.ts'

/** How an outcome is read at a glance; the words say it as well. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain'

export function toneOf(outcome: Outcome): Tone {
  const tone = outcomeTone(outcome)
  return tone === 'neutral' ? 'plain' : tone
}

export const TONE_MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '–' }

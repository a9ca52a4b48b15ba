import { outcomeTone } from '../../../../plugin/gate/outcome/titles.ts'
import type { Outcome } from '../../../../plugin/records/outcome.ts'

/** How an outcome is read at a glance; the words say it as well. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain'

export function toneOf(outcome: Outcome): Tone {
  const tone = outcomeTone(outcome)
  return tone === 'neutral' ? 'plain' : tone
}

export const TONE_MARKS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', plain: '–' }

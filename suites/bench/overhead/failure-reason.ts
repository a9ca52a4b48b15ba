/** What the limits of Node.js sound like, and what they are. */
const LIMITS: readonly (readonly [RegExp, string])[] = [
  [/heap out of memory|Reached heap limit/, 'out of memory: a process reached the limit of Node.js’ heap'],
  [
    /Invalid string length|Cannot create a string longer than/,
    'its report is longer than a string of Node.js can be',
  ],
]

/** Why a process did not end well: a limit that it says it met, or the last line that it wrote. */
export function failureReason(code: number | null, signal: string | null, complaint: string): string {
  const limit = LIMITS.find(([pattern]) => pattern.test(complaint))
  if (limit !== undefined) return limit[1]
  const end = signal === null ? `exit code ${code}` : `ended by ${signal}`
  const last = complaint.trim().split('\n').at(-1)?.trim() ?? ''
  return last === '' ? end : `${end}: ${last}`
}

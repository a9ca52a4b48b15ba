import type * as Luxon from 'luxon'
import { EdgejsonError } from '../../core/errors.ts'
import { listed, quoted } from '../../core/printable.ts'

/** The named formats, as patterns of luxon. `iso-datetime` has no pattern: luxon reads ISO 8601 itself. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  iso: ['yyyy-MM-dd'],
  'iso-datetime': [],
  basic: ['yyyyMMdd'],
  us: ['M/d/yyyy', 'M-d-yyyy'],
  eu: ['d.M.yyyy', 'd/M/yyyy', 'd-M-yyyy'],
  long: ['MMMM d, yyyy', 'd MMMM yyyy', 'MMM d, yyyy', 'd MMM yyyy'],
}

/** Reads a text as a date: milliseconds since 1970, UTC where no zone is written; null for no date. */
export type DateReader = (text: string) => number | null

/** A longer text is no date. */
const MAX_LENGTH = 60

/**
 * A reader of dates in these formats; the first that reads a text counts. Months have English names.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a name that is no format and no pattern
 */
export async function dateReader(formats: readonly string[]): Promise<DateReader> {
  const { DateTime } = await import('luxon')
  const readers = formats.flatMap((format): DateReader[] => {
    if (format === 'iso-datetime') return [isoDateTime(DateTime)]
    return (Object.hasOwn(NAMED, format) ? (NAMED[format] ?? []) : [pattern(format)]).map((each) =>
      byPattern(DateTime, each),
    )
  })
  return (text) => {
    if (text.length > MAX_LENGTH || !/\d/.test(text)) return null
    const trimmed = text.trim()
    for (const read of readers) {
      const time = read(trimmed)
      if (time !== null) return time
    }
    return null
  }
}

function pattern(format: string): string {
  const fields = format.replace(/'[^']*'/g, '')
  if (/y/.test(fields) && /[ML]/.test(fields) && /d/.test(fields)) return format
  throw new EdgejsonError(
    'BAD_OPTION',
    `the date format ${quoted(format, 60)} is neither a name (${listed(Object.keys(NAMED))}) nor a pattern with year, month ` +
      'and day, such as dd.MM.yyyy.',
  )
}

const ZONE = { zone: 'utc', locale: 'en-US' } as const

function byPattern(DateTime: typeof Luxon.DateTime, format: string): DateReader {
  const parser = DateTime.buildFormatParser(format, { locale: 'en-US' })
  return (text) => validTime(DateTime.fromFormatParser(text, parser, ZONE))
}

function isoDateTime(DateTime: typeof Luxon.DateTime): DateReader {
  return (text) =>
    /^\d{4}-\d\d-\d\d[T ]/i.test(text) ? validTime(DateTime.fromISO(text.replace(' ', 'T'), ZONE)) : null
}

function validTime(date: Luxon.DateTime): number | null {
  return date.isValid ? date.toMillis() : null
}

import type { Random } from './random.ts'

// Days and times are computed in UTC from integers, so no clock and no time zone can change a value.

const secondsPerDay = 86_400
const firstDay = dayNumber('1970-01-01')
const lastDay = dayNumber('2025-12-31')

/** Days since 1970-01-01 of a date `YYYY-MM-DD` or of the date part of a moment. */
export function dayNumber(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / (secondsPerDay * 1000)
}

/** `YYYY-MM-DD` of a number of days since 1970-01-01. */
export function formatDay(day: number): string {
  return new Date(day * secondsPerDay * 1000).toISOString().slice(0, 10)
}

/** A day between 1970 and 2025, as the benchmark's. */
export function randomDay(random: Random): string {
  return formatDay(random.int(firstDay, lastDay))
}

/** The date some days later. */
export function shiftDay(date: string, days: number): string {
  return formatDay(dayNumber(date) + days)
}

/** `HH:MM:SS`. */
export function randomTime(random: Random): string {
  return formatSeconds(random.int(0, secondsPerDay - 1))
}

/** A moment `YYYY-MM-DDTHH:MM:SS.ffffff`, or `brief`: full minutes with or without `Z`. */
export function randomMoment(random: Random, brief: boolean): string {
  const day = randomDay(random)
  if (!brief) return `${day}T${randomTime(random)}${microseconds(random)}`
  return `${day}T${formatSeconds(random.int(0, 287) * 300)}${random.chance(0.5) ? 'Z' : ''}`
}

/** A moment between `least` and `most` seconds after another, written in the same way. */
export function laterMoment(moment: string, least: number, most: number, random: Random): string {
  const start = Date.parse(`${moment.slice(0, 19)}Z`)
  const later = new Date(start + random.int(least, most) * 1000).toISOString().slice(0, 19)
  return later + (moment.charAt(19) === '.' ? microseconds(random) : moment.slice(19))
}

function microseconds(random: Random): string {
  return `.${String(random.int(0, 999_999)).padStart(6, '0')}`
}

function formatSeconds(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

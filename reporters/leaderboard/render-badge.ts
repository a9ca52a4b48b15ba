import { percent } from '../../plugin/core/format.ts'
import { printable } from '../../plugin/core/printable.ts'
import { rankText } from '../render/comparison/words.ts'
import { xmlAttribute, xmlText } from '../render/xml.ts'
import type { LeaderboardEntry } from './types.ts'

/** Pixels that a character of a value takes at 11 px; `textLength` makes every font fit. */
const CHARACTER = 6.1
/** The same for the name. */
const NAME_WIDTH = 54
const PADDING = 8
const NAME = 'EdgeJSON'

/** A small picture with the model's JSONExact and rank, for a README. White on dark: contrast above 4.5. */
export function renderBadge({ label, jsonExact, rank }: LeaderboardEntry): string {
  const value = `${percent(jsonExact)} · rank ${rankText(rank)}`
  const left = NAME_WIDTH
  const right = Math.round(value.length * CHARACTER)
  const [split, width] = [left + 2 * PADDING, left + right + 4 * PADDING]
  const title = printable(`${NAME} ${label}: ${value}`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${xmlAttribute(title)}">`,
    `<title>${xmlText(title)}</title>`,
    `<clipPath id="r"><rect width="${width}" height="20" rx="3"/></clipPath>`,
    '<g clip-path="url(#r)">',
    `<rect width="${split}" height="20" fill="#3f4650"/>`,
    `<rect x="${split}" width="${width - split}" height="20" fill="${colour(jsonExact)}"/>`,
    '</g>',
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    `<text x="${PADDING}" y="14" textLength="${left}">${NAME}</text>`,
    `<text x="${split + PADDING}" y="14" textLength="${right}">${xmlText(value)}</text>`,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function colour(rate: number): string {
  if (rate >= 0.8) return '#1a7f37'
  if (rate >= 0.5) return '#0a6ebd'
  return rate >= 0.25 ? '#8a5a00' : '#a4262c'
}

/** File names, without an ending, for labels: letters, digits and dashes, none twice. */
export function badgeNames(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  return labels.map((label) => {
    const base = slug(label)
    let name = base
    for (let number = 2; taken.has(name); number += 1) name = `${base}-${number}`
    taken.add(name)
    return name
  })
}

function slug(label: string): string {
  const text = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return text === '' ? 'model' : text
}

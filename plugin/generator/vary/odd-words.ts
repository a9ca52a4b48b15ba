import type { Random } from '../random.ts'

// A model that copies a word letter by letter can lose its position at repeated letters. Common words hardly
// ever show that.

const onsets = [
  'b',
  'br',
  'c',
  'ch',
  'd',
  'f',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pr',
  'r',
  's',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
]
const vowels = ['a', 'a', 'e', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou', 'y']
const codas = ['', '', '', 'l', 'n', 'r', 's', 'nd', 'st', 'ck', 'm']

/** A lower-case word of 2 to 6 syllables that is in no dictionary; some syllables repeat. */
export function pseudoWord(random: Random): string {
  const syllable = () => random.pick(onsets) + random.pick(vowels) + random.pick(codas)
  const syllables: string[] = []
  for (let left = random.int(1, 4); left > 0; left--) {
    const next = syllable()
    syllables.push(next)
    if (random.chance(0.2)) syllables.push(next)
  }
  return syllables.join('')
}

/** A lower-case English word of any length, usually a rare one. */
export function rareWord(random: Random): string {
  const { word } = random.faker
  const found = random.pick([() => word.noun(), () => word.adjective(), () => word.verb()])()
  return /^[a-z]{2,18}$/.test(found) && !/^(?:none|null|true|false|nan)$/.test(found)
    ? found
    : pseudoWord(random)
}

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')

/** Folders and files whose comments, texts and documentation are checked. */
const CHECKED = [
  'plugin',
  'reporters',
  'cli',
  'scripts',
  'suites',
  'training',
  'examples',
  'docs',
  'README.md',
  'CONTRIBUTING.md',
  'AGENTS.md',
]

/** Files that list the replaced phrases, or consist of everyday words. */
const EXCLUDED = new Set([
  'docs/glossary.md',
  'plugin/generator/common-words.ts',
  'plugin/generator/text-values.ts',
  'plugin/generator/vary/field-names.ts',
  'plugin/generator/vocabulary.ts',
  'suites/package/words.test.ts',
])

const CHECKED_FILES = /\.(?:ts|mjs|js|py|md|css|yml)$/
const EXCLUDED_FOLDERS = new Set(['node_modules', 'snapshots', 'results'])

/**
 * Replaced phrases, as regular expressions in which a space also matches a line break within a comment, and what to
 * write instead. docs/glossary.md defines the terms.
 */
const PHRASES: readonly (readonly [phrase: string, preferred: string])[] = [
  // Terms of the field.
  ['the line to beat', 'the rule-based baseline'],
  ['right guesses|guesses right', 'draft acceptance rate'],
  ['guess(?:es|ed)? (?:tokens?|a token)|guessed|guesses', 'draft tokens'],
  ['local blocks?', 'KV block'],
  ['shares? (?:a|their|its) steps?', 'continuous batching: sequences are batched in a step'],
  ['products? in bytes', 'int8 matmul (W8A8)'],
  ['products? of floats', 'weight-only quantization (W4A16, W8A16)'],
  ['turned into floats', 'dequantized at load'],
  ['threads of one operator', 'intra-op threads'],
  ['stop rules?', 'stop criterion'],
  ['end of the answer', 'end of the completion'],
  ['gives? way', 'is preempted'],
  ['answers? at work', 'concurrent sequences'],
  ['at work', 'in flight, running'],
  ['who waits', 'the waiting request'],
  ['asked twice', 'requested twice'],
  ['floors? (?:is |are )?broken|broken floors?', 'threshold not met'],
  ['by style', 'by source'],
  ['raw answers?', 'output text'],
  ['expected answers?', 'expected value'],
  ['all fields pooled, micro', 'micro average'],
  ['won back', 'gained'],
  ['shown to be at most', 'non-inferior within'],
  ['loss that \\S+ examples can show', 'minimum detectable effect'],
  ['nobody asked for', 'hallucinated fields, unexpected leaves'],
  ['the gate is shut', 'the gate fails'],
  ['processor s', 'CPU time (s)'],
  ['others had of the CPU', 'CPU contention'],
  ['the mirror of', 'the same test in the other direction'],
  ['telling values?', 'identifying value'],
  ['what rose', 'error class drift'],
  ['(?:foreign|hostile) texts?', 'untrusted text'],
  ['answer tokens?', 'completion tokens'],
  ['right answers?', 'exact output, expected value'],
  ['not non-inferior', 'not shown to be non-inferior'],
  ['(?:multipl(?:y|ies)|products? of) bytes', 'int8 matmul (W8A8)'],
  // Idioms and personifications.
  ['red on every run', 'fails every run'],
  ['rests? on', 'depends on, evidence'],
  ['gets? (?:its|their|a) turn', 'runs, is handled'],
  ['bytes lie', 'bytes are stored'],
  ['upside down', 'transposed'],
  ['do(?:es)? not compare with', 'is not comparable with'],
  ['as it lies', 'in place'],
  ['whoever', 'a reader that, everyone who'],
  ['nobody', 'the passive, or who it is'],
  ['anybody|somebody', 'everyone, the user, another process'],
  ['anew', 'again'],
  ['(?<![Tt]here )(?:is|are) none', 'is not one, does not exist'],
  ['go(?:es)? by', 'uses, is decided by'],
  ['go(?:es)? on', 'continues'],
  ['lives (?:in|at|under)|where (?:it|they|baselines) live', 'is in'],
  ['(?:learn|hear)s? of', 'is notified of, receives'],
  ['(?:is|are|was|were|been|be|as|when|what it is) told', 'is reported, is notified, as configured'],
  ['(?:told|tells?) (?:apart|from)', 'distinguish'],
  ['asked for', 'requested'],
  ['(?:is|are|was|were|been|be) asked', 'is requested'],
  ['dearest|too dear|is dear', 'most expensive, costly'],
  ['beside', 'next to, in addition to'],
  ['slip of the (?:pen|keyboard)|slip of', 'typing error'],
  ['strangers?', 'unmatched'],
  ['stands? twice|comes? twice', 'occurs twice, is duplicated'],
  ['stands? (?:on line|in the|in a|on the|there)', 'is on, is in, occurs in'],
  ['taken for', 'interpreted as'],
  ['stood still|stands still', 'did not advance'],
  ['for want of', 'for lack of, because there is no'],
  ['lets? go of', 'releases'],
  ['hand(?:s|ed) (?:over|on)', 'passes'],
  ['in silence', 'without a message'],
  ['says nothing of', 'says nothing about'],
  ['shall', 'must, will'],
  ['heeds?', 'reacts to'],
  ['now and then', 'sometimes'],
  ['a person should know', 'notes for the report'],
  ['speaks? of', 'describes'],
  ['out of its place', 'at the wrong position'],
  ['no sense', 'no effect, invalid'],
]

/** Matches a phrase, at the start of a sentence too, and across line breaks of a comment or of joined strings. */
function expressionOf(phrase: string): RegExp {
  const capitalized = phrase.replace(/^[a-z]/, (letter) => letter.toUpperCase())
  const words = `${phrase}|${capitalized}`.replaceAll(' ', "(?:\\s|\\*|//|#|' \\+\\n\\s*')+")
  return new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'g')
}

const EXPRESSIONS = PHRASES.map(([phrase, preferred]) => ({ expression: expressionOf(phrase), preferred }))

function filesBelow(place: string): string[] {
  if (CHECKED_FILES.test(place)) return [place]
  return readdirSync(path.join(ROOT, place), { withFileTypes: true }).flatMap((entry) => {
    const below = `${place}/${entry.name}`
    if (entry.isDirectory()) return EXCLUDED_FOLDERS.has(entry.name) ? [] : filesBelow(below)
    return CHECKED_FILES.test(entry.name) && !EXCLUDED.has(below) ? [below] : []
  })
}

function findings(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  return EXPRESSIONS.flatMap(({ expression, preferred }) =>
    [...text.matchAll(expression)].map(({ 0: found, index }) => {
      const line = text.slice(0, index).split('\n').length
      return `${file}:${line} "${found.replace(/\s+(?:\*|\/\/|#)?\s*/g, ' ')}"; write: ${preferred}`
    }),
  )
}

test('comments, texts and documentation use the terms of docs/glossary.md', () => {
  expect(CHECKED.flatMap(filesBelow).flatMap(findings)).toEqual([])
})

test.each([
  ['a phrase', '// The engine goes on.', ['"goes on"; write: continues']],
  ['a phrase across lines of a comment', '/**\n * it goes\n * on\n */', ['"goes on"; write: continues']],
  ['part of a word', 'const sharesAnewest = 1', []],
])('%s', (_, text, expected) => {
  const found = EXPRESSIONS.flatMap(({ expression, preferred }) =>
    [...text.matchAll(expression)].map(
      ({ 0: match }) => `"${match.replace(/\s+\*?\s*/g, ' ')}"; write: ${preferred}`,
    ),
  )
  expect(found).toEqual(expected)
})

// node scripts/results/switches.mjs NAME FOLDER COMMAND
//
// Keeps the record of `edgejson switches` in FOLDER/switches.json as docs/results/switches/NAME.json, with the command that
// made it. The record holds all figures and no text of an example; `npm run docs:results` makes the page of it.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSwitchesRecord } from '../../dist.modules/plugin/records/switches.js'
import { adviceOf, renderSwitchesMarkdown } from '../../dist.modules/reporters/switches/index.js'
import { RESULTS } from './slim-report.mjs'

const FOLDER = path.join(RESULTS, 'switches')

/** The kept records by name, in its order. */
function readKept() {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .sort()
    .map((file) => {
      const { command, record } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8'))
      return { name: path.parse(file).name, command, record: parseSwitchesRecord(record, file) }
    })
}

/** The page of all kept records; null where there is none. */
export function switchesPage() {
  const kept = readKept()
  if (kept.length === 0) return null
  return [
    '# Precisions and constraints\n',
    'Written by `npm run docs:results` from the records in `switches/`; a test compares it with them. How to read it: [guide](../guide/switches.md).\n',
    ...kept.flatMap(({ name, command, record }) => [
      // The sentences of this release, whatever release kept the record.
      renderSwitchesMarkdown({ ...record, advice: adviceOf(record) }, name),
      `\`${command}\`, ${daysOf(record).join(' to ')}\n`,
    ]),
  ].join('\n')
}

/** First and last day of the runs. */
function daysOf({ variants }) {
  const days = variants.flatMap(({ createdAt }) => createdAt?.slice(0, 10) ?? []).sort()
  return [...new Set([days[0], days.at(-1)])]
}

function keep(name, folder, command) {
  const file = path.join(folder, 'switches.json')
  const record = parseSwitchesRecord(JSON.parse(readFileSync(file, 'utf8')), file)
  const missing = record.variants.filter(({ figures }) => figures === null).map((each) => each.name)
  if (missing.length > 0) {
    console.error(`${file}: not measured: ${missing.join(', ')}; only a whole table is kept`)
    process.exit(2)
  }
  mkdirSync(FOLDER, { recursive: true })
  const kept = path.join(FOLDER, `${name}.json`)
  writeFileSync(kept, `${JSON.stringify({ command, record }, null, 1)}\n`)
  console.log(`kept: ${kept}`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [name, folder, command] = process.argv.slice(2)
  if (command === undefined || !/^[\w.-]+$/.test(name)) {
    console.error('usage: node scripts/results/switches.mjs NAME FOLDER COMMAND')
    process.exit(2)
  }
  keep(name, folder, command)
}

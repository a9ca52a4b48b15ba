import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { runScore } from '../commands/score/run-score.ts'

/** A folder of files that are scored, new for each test of a file. */
export interface ScoreFolder {
  file(name: string): string
  read(name: string): string
  /** Scores the text as `in.jsonl` into `out.jsonl`. */
  scoreText(
    text: string | Buffer,
    options?: Partial<Parameters<typeof runScore>[2]>,
  ): ReturnType<typeof runScore>
}

export function scoreFolder(): ScoreFolder {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'edgejson-score-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const file = (name: string): string => path.join(folder, name)
  return {
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    scoreText: (text, options = {}) => {
      writeFileSync(file('in.jsonl'), text)
      return runScore(file('in.jsonl'), file('out.jsonl'), { mode: 'lenient', ...options })
    },
  }
}

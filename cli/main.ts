#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { EdgejsonError, errorMessage } from '../plugin/core/errors.ts'
import { packageInfo } from '../plugin/core/package-info.ts'
import { printableLines } from '../plugin/core/printable.ts'
import { registerAccept } from './commands/accept.ts'
import { registerCompare } from './commands/compare.ts'
import { registerGenerate } from './commands/generate.ts'
import { registerLeaderboard } from './commands/leaderboard.ts'
import { registerReport } from './commands/report.ts'
import { registerScore } from './commands/score.ts'
import { registerValidate } from './commands/validate.ts'
import { ignoreClosedPipes } from './output.ts'

const program = new Command('edgejson')
  .description('Datasets, scores and reports of the EdgeJSON benchmark, without Vitest.')
  .version(packageInfo.version, '-v, --version')
  .showHelpAfterError('(edgejson --help lists the commands)')
  // Commands inherit it; usage errors then get the code of everything else that says nothing about a model.
  .exitOverride()
  // Usage errors quote what was typed.
  .configureOutput({ writeErr: (text) => process.stderr.write(printableLines(text)) })

registerGenerate(program)
registerValidate(program)
registerScore(program)
registerReport(program)
registerCompare(program)
registerLeaderboard(program)
registerAccept(program)

ignoreClosedPipes(process.stdout, process.stderr)
try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // It has printed its message, or the help that was asked for.
    process.exitCode = error.exitCode === 0 ? 0 : 2
  } else {
    // What a person can act on is one message; anything else is a defect, and its stack is wanted.
    const text = error instanceof EdgejsonError ? error.message : stackOf(error)
    process.stderr.write(`${printableLines(text)}\n`)
    process.exitCode = 2
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error && error.stack !== undefined ? error.stack : errorMessage(error)
}

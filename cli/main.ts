#!/usr/bin/env node
import { Command } from 'commander'
import { EdgejsonError, errorMessage } from '../plugin/model/errors.ts'
import { packageInfo } from '../plugin/model/package-info.ts'
import { registerGenerate } from './commands/generate.ts'
import { registerScore } from './commands/score.ts'
import { registerValidate } from './commands/validate.ts'

const program = new Command('edgejson')
  .description('Datasets, scores and reports of the EdgeJSON benchmark, without Vitest.')
  .version(packageInfo.version, '-v, --version')
  .showHelpAfterError('(edgejson --help lists the commands)')

registerGenerate(program)
registerValidate(program)
registerScore(program)

try {
  await program.parseAsync()
} catch (error) {
  // What a person can act on is one message; anything else is a defect, and its stack is wanted.
  const text =
    error instanceof EdgejsonError
      ? error.message
      : error instanceof Error
        ? error.stack
        : errorMessage(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = 2
}

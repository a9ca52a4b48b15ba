#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { EdgejsonError, errorMessage } from '../plugin/core/errors.ts'
import { packageInfo } from '../plugin/core/package-info.ts'
import { printableLines } from '../plugin/core/printable.ts'
import { COMMANDS } from './commands.ts'
import { ignoreClosedPipes } from './output.ts'

const program = new Command('edgejson')
  .description('Datasets, scores and reports of the EdgeJSON benchmark.')
  .version(packageInfo.version, '-v, --version')
  .showHelpAfterError('(edgejson --help lists the commands)')
  // Commands inherit it; usage errors then get the code of everything else that says nothing about a model.
  .exitOverride()
  // Arguments and options of a command are known when it is loaded, and its own help shows them.
  .configureHelp({ subcommandTerm: (command) => command.name() })
  // Usage errors quote what was typed.
  .configureOutput({ writeErr: (text) => process.stderr.write(printableLines(text)) })

const loaders = new Map(
  COMMANDS.map(({ name, description, load }) => [program.command(name).description(description), load]),
)
// A command gets its options once it is chosen, so that `edgejson --help` loads none of them.
program.hook('preSubcommand', async (_, command) => {
  command.showHelpAfterError(`(edgejson ${command.name()} --help lists its options)`)
  const register = await loaders.get(command)?.()
  register?.(command)
})

ignoreClosedPipes(process.stdout, process.stderr)
try {
  // Commander's own `help COMMAND` shows a command before it is loaded.
  const [first, ...others] = process.argv.slice(2)
  const args = first === 'help' ? [...others, '--help'] : process.argv.slice(2)
  await program.parseAsync(args, { from: 'user' })
} catch (error) {
  if (error instanceof CommanderError) {
    // It has printed its message, or the requested help.
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

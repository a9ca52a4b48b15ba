import { errorMessage } from '../../../plugin/core/errors.ts'

/** A benchmark as a command. */
export interface BenchCommand<Options extends { readonly help: boolean }> {
  /** `bench:engines`, in front of an error. */
  readonly name: string
  /** What `--help` prints. */
  readonly help: string
  read(args: readonly string[]): Options
  run(options: Options, args: readonly string[]): Promise<void>
}

/** Runs a benchmark; returns the exit code. */
export async function runBench<Options extends { readonly help: boolean }>(
  { name, help, read, run }: BenchCommand<Options>,
  args: readonly string[],
): Promise<number> {
  try {
    const options = read(args)
    if (options.help) process.stdout.write(help)
    else await run(options, args)
    return 0
  } catch (error) {
    process.stderr.write(`${name}: ${errorMessage(error)}\n`)
    return 1
  }
}

/**
 * Sets the process's exit code, never to a lower one: 2 (nothing could be judged) tells more than the 1 that Vitest
 * sets for failed tests, and the code of a signal stays. Vitest sets its own before `onTestRunEnd`.
 */
export function raiseExitCode(code: number): void {
  const current = Number(process.exitCode ?? 0)
  if (code > current) process.exitCode = code
}

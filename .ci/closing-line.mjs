// Prints the counts of a Vitest JSON report as one line. Without a report (a step before the tests failed), and for
// a run without tests, that is a failure.
import { existsSync, readFileSync } from 'node:fs'

const [file] = process.argv.slice(2)
if (file === undefined || !existsSync(file)) {
  console.log('0 passed, 1 failed')
  process.exitCode = 1
} else {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  // A file that cannot even be collected has no failed tests of its own.
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = numFailedTests + failedFiles.length
  console.log(`${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped`)
  if (failed > 0 || numPassedTests === 0) process.exitCode = 1
}

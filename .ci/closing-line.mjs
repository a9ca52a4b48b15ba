// Prints the counts of Vitest JSON reports, added up, as one line. Without a report (a step before the tests failed),
// and for a run without tests, that is a failure.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const [folder, required] = process.argv.slice(2)
const files = existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : []
const sum = { passed: 0, failed: 0, skipped: 0 }
for (const file of files) {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(file, 'utf8'),
  )
  // A file that cannot even be collected has no failed tests of its own.
  const failedFiles = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  sum.passed += numPassedTests
  sum.failed += numFailedTests + failedFiles.length
  sum.skipped += numPendingTests
}
if (!files.some((file) => path.basename(file) === required)) sum.failed++
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`)
if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1

// The least that scoring a recording can cost: load, score, count.
import { answersOf, examplesOf, scorer } from './recorded.mjs'

const folder = process.argv[2]
const [answers, score] = [answersOf(folder), scorer()]
const examples = examplesOf(folder)
let exact = 0
for (const example of examples) {
  if (score(example, answers.get(example.id)).lenient.jsonExact) exact++
}
console.log(`${exact} of ${examples.length} exact`)

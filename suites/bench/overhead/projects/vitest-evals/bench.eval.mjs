// The benchmark as a user of vitest-evals would write it: a harness that answers, a judge that scores every run, and a
// test for each example. A score without a threshold is recorded and fails nothing.
import { createHarness, createJudge, describeEval } from 'vitest-evals'
import { answersOf, examplesOf, scorer } from '../../../suites/bench/overhead/projects/recorded.mjs'

const [answers, score] = [answersOf('..'), scorer()]

const harness = createHarness({
  name: 'recording',
  run: ({ input: { id, prompt } }) => {
    const output = answers.get(id)
    const events = [
      { type: 'message', role: 'user', content: prompt },
      { type: 'message', role: 'assistant', content: output },
    ]
    return { events, output, usage: {} }
  },
})

const judge = createJudge('JSONExact', ({ input, output }) => {
  const { lenient } = score(input, output)
  return { score: lenient.jsonExact ? 1 : 0, metadata: { fieldF1: lenient.fieldF1 } }
})

describeEval('EdgeJSON', { harness, judges: [judge], judgeThreshold: null }, (it) => {
  for (const example of examplesOf('..')) {
    it(example.id, async ({ run }) => {
      await run(example)
    })
  }
})

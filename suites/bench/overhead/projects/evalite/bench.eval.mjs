// The benchmark as an evalite user would write it: the task answers, the scorer scores. Evalite shows the mean of all
// scores, so JSONExact is the score and FieldF1 goes with it.
import { evalite } from 'evalite'
import { answersOf, examplesOf, scorer } from '../../../suites/bench/overhead/projects/recorded.mjs'

const [answers, score] = [answersOf('..'), scorer()]

evalite('EdgeJSON', {
  data: () => examplesOf('..').map((example) => ({ input: example, expected: example.expected })),
  task: ({ id }) => answers.get(id),
  scorers: [
    {
      name: 'JSONExact',
      scorer: ({ input, output }) => {
        const { lenient } = score(input, output)
        return { score: lenient.jsonExact ? 1 : 0, metadata: { fieldF1: lenient.fieldF1 } }
      },
    },
  ],
})

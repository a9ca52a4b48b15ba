import { defineEngine, hashFiles } from 'vitest-edgejson/engines'

// Everything that determines a completion is in this file, so its hash identifies the model.
const contentSha256 = await hashFiles([new URL(import.meta.url)])

/** Called once for a run, with the option `engine` of the configuration. */
export default () =>
  defineEngine({
    model: { id: 'order-parser', engine: 'regular-expressions', engineVersion: '1', contentSha256 },
    concurrency: 4,
    // Replace the parser with a call of your runtime. An exception is an infrastructure error of this one example.
    answer: async ({ prompt }) => ({ text: JSON.stringify(parseOrder(prompt.text)), finishReason: 'stop' }),
  })

function parseOrder(text) {
  const [, id = ''] = /order (\d+)/i.exec(text) ?? []
  const items = [...text.matchAll(/(\d+) x ([a-z ]+)/g)].map(([, count, name]) => ({
    name: name.trim(),
    count: Number(count),
  }))
  return { id: Number(id), items }
}

// The process of one contender: told what to load in its argument, asked in lines of JSON, answers in lines of JSON.
//   stdin   {"requests": [{"id", "prompt"}]}            end of input: leave
//   stdout  {"bench": "ready", "info": {…}}             once, when it could answer
//           {"bench": "answers", "answers": [{…}]}      one for each line of stdin
// What libraries print between those lines is ignored.
import { createInterface } from 'node:readline'

/**
 * @param {(settings: object) => Promise<{
 *   info: { engine: string, version: string | null, numerics?: string, notes?: readonly string[] },
 *   answer: (requests: readonly { id: string, prompt: string }[]) => Promise<readonly object[]>,
 *   close: () => Promise<void>,
 * }>} load
 */
export async function serve(load) {
  const model = await load(JSON.parse(process.argv[2]))
  say({ bench: 'ready', info: model.info })
  for await (const line of createInterface({ input: process.stdin })) {
    const { requests } = JSON.parse(line)
    say({ bench: 'answers', answers: await model.answer(requests) })
  }
  await model.close()
}

function say(message) {
  process.stdout.write(`\n${JSON.stringify(message)}\n`)
}

import { readdirSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  chat,
  chunk,
  events,
  type Handler,
  json,
  type LocalServer,
  localServer,
  promptOf,
  stream,
} from '../../plugin/engines/http/test-support/local-server.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { answers, config, dataset } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { type Outcome, runEdgejson } from './support/vitest-process.ts'

const COUNT = 12
const KEY = 'sk-SECRETsecret0123456789abcdefABCDEF'

/** The right output for the example of a prompt. */
function outputFor(prompt: string, count: number): string {
  const index = Number(/Rating: (\d+)/.exec(prompt)?.[1])
  return answers(count)[index]?.output ?? ''
}

const good =
  (count: number): Handler =>
  (asked, response) =>
    json(response, chat(outputFor(promptOf(asked), count)))

async function withServer<T>(handler: Handler, use: (server: LocalServer) => Promise<T>): Promise<T> {
  const server = await localServer((asked, response) =>
    asked.method === 'GET' ? json(response, { data: [{ id: 'served' }] }) : handler(asked, response),
  )
  try {
    return await use(server)
  } finally {
    await server.close()
  }
}

function project(count: number, more = ''): Project {
  return new Project({
    'vitest.config.ts': config(
      `{ datasets: ['bench.jsonl'], engine: { retries: 1, apiKey: '${KEY}' }${more} }`,
    ),
    'bench.jsonl': dataset(count),
  })
}

const run = (where: Project, { url }: LocalServer): Promise<Outcome> =>
  runEdgejson(where, [], { env: { EDGEJSON_MODEL: `${url}/v1` } })

const reportOf = (where: Project): LoadedReport => JSON.parse(where.read('.edgejson/report.json'))

test('a good server passes; the same server with errors inside its 200s is inconclusive, not worse', async () => {
  const where = project(COUNT)
  await withServer(good(COUNT), async (server) => {
    const { exitCode, stdout } = await run(where, server)
    expect(stdout).toContain(`${COUNT} of ${COUNT} exact`)
    expect(exitCode).toBe(0)
  })
  await withServer(
    (asked, response) =>
      /Rating: [02468]\n/.test(promptOf(asked))
        ? json(response, {
            choices: [
              {
                message: { content: null },
                finish_reason: null,
                error: { code: 502, message: 'upstream gone' },
              },
            ],
          })
        : good(COUNT)(asked, response),
    async (server) => {
      const { exitCode, stdout } = await run(where, server)
      expect(exitCode).toBe(2)
      expect(stdout).not.toContain('regression')
      const failed = reportOf(where).cases.filter(({ state }) => state === 'failed')
      expect(failed).toHaveLength(5)
      expect(new Set(failed.map(({ completion }) => completion?.error?.code))).toEqual(
        new Set(['SERVER_FAILED']),
      )
      expect(failed.every(({ scores }) => scores === null)).toBe(true)
    },
  )
})

test('a server that dies is noticed after a few examples, and said once', async () => {
  const count = 200
  const where = project(count)
  let served = 0
  await withServer(
    (asked, response) => {
      if (++served > 20) response.destroy()
      else return good(count)(asked, response)
    },
    async (server) => {
      const { exitCode, stdout, stderr } = await run(where, server)
      expect(exitCode).toBe(2)
      expect(server.asked.length).toBeLessThan(60)
      const { cases } = reportOf(where)
      const codes = cases.map(({ completion }) => completion?.error?.code)
      expect(codes.filter((code) => code === 'CIRCUIT_OPEN').length).toBeGreaterThan(150)
      const told =
        `${stdout}${stderr}`.match(/not sent, because the server failed 5 examples in a row/g) ?? []
      expect(told.length).toBeLessThan(10)
    },
  )
})

test('output that is no text is scored, and the reports say what it is', async () => {
  const where = project(3, `, reports: ['html']`)
  const messages = [
    { content: null, tool_calls: [{ function: { name: 'f', arguments: '{"rating": 99}' } }] },
    { content: '', reasoning_content: 'The rating is {"rating": 1}.' },
    { content: null, refusal: 'I cannot help with that.' },
  ]
  await withServer(
    (asked, response) => {
      const index = Number(/Rating: (\d+)/.exec(promptOf(asked))?.[1])
      json(response, { choices: [{ message: messages[index], finish_reason: 'stop' }] })
    },
    async (server) => {
      const { stdout } = await run(where, server)
      const report = reportOf(where)
      expect(report.cases.map(({ completion }) => completion?.kind)).toEqual([
        'tool_call',
        'reasoning_only',
        'refusal',
      ])
      expect(report.cases.every(({ state }) => state === 'missed')).toBe(true)
      expect(stdout).toMatch(/1 of 3 misses called a tool/)
      const junit = where.read('.edgejson/junit.xml')
      expect(junit).toContain('the model called a tool: omission at $.comment')
      expect(junit).toContain('only reasoning, no output text')
      expect(where.read('.edgejson/report.html')).toContain('the model refused')
    },
  )
})

test('the API key is in no file and on no terminal, also where a server repeats it', async () => {
  const where = project(3, `, reports: ['html', 'markdown', 'csv', 'jsonl']`)
  await withServer(
    (asked, response) =>
      /Rating: 0\n/.test(promptOf(asked))
        ? good(3)(asked, response)
        : json(response, { error: { message: `${'x'.repeat(290)}${asked.headers.authorization}` } }),
    async (server) => {
      const { exitCode, stdout, stderr } = await runEdgejson(
        where,
        ['--reporter', 'json', '--outputFile', 'vitest.json'],
        {
          env: { EDGEJSON_MODEL: `${server.url}/v1` },
        },
      )
      expect(exitCode).toBe(2)
      expect(server.asked.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`)
      const written = readdirSync(where.root, { recursive: true, encoding: 'utf8' }).filter(
        (name) => !name.endsWith('vitest.config.ts') && statSync(where.path(name)).isFile(),
      )
      expect(written.length).toBeGreaterThan(6)
      const texts = [...written.map((name) => where.read(name)), stdout, stderr]
      const leaks = [...written, 'stdout', 'stderr'].filter((_, index) =>
        texts[index]?.includes(KEY.slice(0, 8)),
      )
      expect(leaks).toEqual([])
    },
  )
})

test('one server constrained, streamed, and with tools: requests, checks and report', async () => {
  const reply: Handler = (asked, response) => {
    const prompt = promptOf(asked)
    const mark = /constrained-[0-9a-f]+/.exec(JSON.stringify(asked.body))?.[0]
    const output = prompt.startsWith('Write one') ? JSON.stringify({ probe: mark }) : outputFor(prompt, COUNT)
    if (asked.body.stream === true)
      return stream(response, [events(chunk({ content: output }), chunk({}, 'stop'), '[DONE]')])
    if (asked.body.tools === undefined) return json(response, chat(output))
    const [tool] = asked.body.tools as [{ function: { name: string } }]
    const call = { function: { name: tool.function.name, arguments: output } }
    const message = { role: 'assistant', content: null, tool_calls: [call] }
    return json(response, { choices: [{ index: 0, message, finish_reason: 'tool_calls' }] })
  }
  await withServer(reply, async (server) => {
    const options = (more: string) => `{ datasets: ['bench.jsonl'], schemas: 'schemas', engine: { ${more} } }`
    const where = project(COUNT)
    where.write('schemas/rating.json', '{"type":"object"}')
    where.write('vitest.config.ts', config(options(`constrain: 'schema', stream: true, body: { top_k: 1 }`)))
    const constrained = await run(where, server)
    expect(constrained.stdout).toContain(`${COUNT} of ${COUNT} exact`)
    const report = reportOf(where)
    expect(report.model.constraint).toBe('schema, response_format')
    expect(report.constraint).toMatchObject({ library: 'the server', mode: 'schema', whiteSpace: 'any' })
    expect(report.constraint?.expected).toMatchObject({ checked: COUNT, refused: 0 })
    expect(report.latency.firstTokenMs?.p50).toBeGreaterThan(0)
    expect(server.asked.at(-1)?.body).toMatchObject({
      top_k: 1,
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
    })
    where.write('vitest.config.ts', config(options(`tools: 'required'`)))
    const called = await run(where, server)
    expect(called.stdout).toContain(`${COUNT} of ${COUNT} exact`)
    expect(called.stdout).toContain('constraint schema, response_format → none')
    expect(reportOf(where).cases[0]?.completion).toMatchObject({ finishReason: 'tool_call' })
  })
})

import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { type PageServer, startPageServer } from './page-server.ts'

const root = temporaryFolder()
for (const [name, text] of [
  ['model.onnx', 'weights'],
  ['library.mjs', 'export {}'],
  ['secret.txt', 'secret'],
] as const)
  writeFileSync(path.join(root, name), text)

const servers: PageServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function start(): Promise<PageServer> {
  const server = await startPageServer({
    files: new Map<string, string | Uint8Array>([
      ['model/prepared/graph.onnx', new TextEncoder().encode('graph')],
      ['model/weights/a b.onnx', path.join(root, 'model.onnx')],
      ['model/config.json', path.join(root, 'missing.json')],
    ]),
    folders: new Map([['library/', root]]),
  })
  servers.push(server)
  return server
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A request whose path is sent as it is. */
function get({ origin }: PageServer, target: string, host?: string): Promise<Reply> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host }
    request({ hostname, port, path: target, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
      .on('error', reject)
      .end()
  })
}

test('listed files and scripts are served to an isolated page', async () => {
  const server = await start()
  const page = await get(server, server.base)
  expect(page).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'text/html',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    },
  })
  expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  expect(await get(server, `${server.base}model/prepared/graph.onnx`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/octet-stream', 'content-length': '5' },
    text: 'graph',
  })
  expect(await get(server, `${server.base}model/weights/a%20b.onnx`)).toMatchObject({
    status: 200,
    text: 'weights',
    headers: { 'content-length': '7', 'content-type': 'application/octet-stream' },
  })
  expect(await get(server, `${server.base}library/library.mjs?worker`)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/javascript' },
  })
})

test('nothing else is served', async () => {
  const server = await start()
  const { base } = server
  for (const target of [
    '/',
    '/library/library.mjs',
    `${base}library/secret.txt`,
    `${base}library/..%2fpackage.json`,
    `${base}library/%2e%2e/x.mjs`,
    `${base}library/sub/library.mjs`,
    `${base}model/config.json`,
    `${base}secret.txt`,
    `/${base}`,
  ])
    expect([target, (await get(server, target)).status]).toEqual([target, 404])
  // A name of another site that leads to this address.
  expect((await get(server, base, 'example.com')).status).toBe(404)
  expect((await get(server, `${base}%ff`).catch(() => ({ status: 0 }))).status).toBe(0)
  expect((await get(server, base)).status).toBe(200)
})

test('two servers have different paths', async () => {
  expect((await start()).base).not.toBe((await start()).base)
})

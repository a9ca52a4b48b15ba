import { afterEach, describe, expect, test, vi } from 'vitest'
import { type Handler, json, localServer } from '../test-support/local-server.ts'
import { ConnectionError, Transport, type TransportOptions } from './transport.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const close of open.splice(0).reverse()) await close()
})

async function get(handler: Handler, options: TransportOptions = {}, maxBytes = 1000): Promise<string> {
  const server = await localServer(handler)
  const transport = new Transport(options)
  open.push(server.close, () => transport.close())
  const signal = new AbortController().signal
  const { body } = await transport.exchange({ method: 'GET', url: server.url, headers: {}, signal }, maxBytes)
  return new TextDecoder().decode(body)
}

describe('a silent server', () => {
  test('before its response', async () => {
    await expect(get(() => {}, { stallMs: 100 })).rejects.toThrow(/fell silent before its response/)
  })

  test('within its response', async () => {
    const half: Handler = (_, response) => void response.writeHead(200).write('half')
    await expect(get(half, { stallMs: 100 })).rejects.toThrow(ConnectionError)
    await expect(get(half, { stallMs: 100 })).rejects.toThrow(/fell silent within its response/)
  })
})

test('a redirect is followed only when that is wanted', async () => {
  const redirect: Handler = ({ path }, response) => {
    if (path === '/') response.writeHead(302, { location: '/there' }).end('moved')
    else response.end('there')
  }
  expect(await get(redirect)).toBe('moved')
  expect(await get(redirect, { followRedirects: true })).toBe('there')
})

test('a body is bounded, compressed or not', async () => {
  await expect(get((_, response) => void response.end('x'.repeat(1001)))).rejects.toThrow(
    /larger than 1000 bytes/,
  )
  const { gzipSync } = await import('node:zlib')
  const bomb: Handler = (_, response) =>
    void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(100_000)))
  await expect(get(bomb)).rejects.toThrow(/larger than 1000 bytes/)
})

test('a proxy may be written without its scheme, and a wrong one is named', async () => {
  const proxy = await localServer((asked, response) => json(response, { path: asked.path }))
  open.push(proxy.close)
  vi.stubEnv('http_proxy', proxy.url.replace('http://', ''))
  vi.stubEnv('no_proxy', '')
  const transport = new Transport()
  open.push(() => transport.close())
  const request = { method: 'GET', headers: {}, signal: new AbortController().signal } as const
  const { body } = await transport.exchange({ ...request, url: 'http://models.example/v1' }, 1000)
  expect(JSON.parse(new TextDecoder().decode(body))).toEqual({ path: 'http://models.example/v1' })
  vi.stubEnv('http_proxy', 'ftp://proxy')
  expect(() => new Transport()).toThrow(/HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy/)
})

import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What a page server serves. */
export interface ServedFiles {
  /** Files, or their content, by their path below the server's own folder, e.g. `model/config.json`. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
  /** Folders whose scripts and WebAssembly files are served, by their path, e.g. `library/`. */
  readonly folders: ReadonlyMap<string, string>
}

/** A server for one page. */
export interface PageServer {
  /** Scheme, host and port. */
  readonly origin: string
  /** Path of everything that it serves, with a random part. */
  readonly base: string
  close(): Promise<void>
}

const CODE = /^[\w.-]+\.(?:js|mjs|wasm)$/
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
}
const BINARY = 'application/octet-stream'
const DOCUMENT = '<!doctype html><meta charset="utf-8"><script type="module" src="page/page.js"></script>'

/**
 * Serves a page with its files on the loopback interface. The page is cross-origin isolated, which threads of WebAssembly
 * need, and its content policy forbids every other address.
 */
export async function startPageServer(served: ServedFiles): Promise<PageServer> {
  const base = `/${randomBytes(16).toString('hex')}/`
  let origin = ''
  const server = createServer((request, response) => {
    respond(request, response, origin, base, served).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  return {
    origin,
    base,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  base: string,
  served: ServedFiles,
): Promise<void> {
  const url = new URL(request.url ?? '/', origin)
  // Another name for this address, and another path, is not from the page.
  if (`http://${request.headers.host}` !== origin || !url.pathname.startsWith(base)) {
    response.writeHead(404).end()
    return
  }
  const headers = {
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'content-security-policy':
      `default-src 'none'; connect-src ${origin} blob: data:; worker-src ${origin} blob:; ` +
      `script-src ${origin} blob: 'wasm-unsafe-eval'`,
    'x-content-type-options': 'nosniff',
  }
  const name = decodeURIComponent(url.pathname.slice(base.length))
  if (name === '') {
    response.writeHead(200, { ...headers, 'content-type': 'text/html' }).end(DOCUMENT)
    return
  }
  const file = fileOf(name, served)
  if (file instanceof Uint8Array) {
    response.writeHead(200, { ...headers, 'content-type': BINARY, 'content-length': file.length }).end(file)
    return
  }
  const size = file === null ? null : await sizeOf(file)
  if (file === null || size === null) {
    response.writeHead(404, headers).end()
    return
  }
  response.writeHead(200, {
    ...headers,
    'content-type': TYPES[path.extname(file)] ?? BINARY,
    'content-length': size,
  })
  await pipeline(createReadStream(file), response)
}

function fileOf(name: string, { files, folders }: ServedFiles): string | Uint8Array | null {
  const file = files.get(name)
  if (file !== undefined) return file
  const end = name.lastIndexOf('/') + 1
  const folder = folders.get(name.slice(0, end))
  const rest = name.slice(end)
  return folder !== undefined && CODE.test(rest) ? path.join(folder, rest) : null
}

async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size
  } catch {
    return null
  }
}

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Handler, json, type LocalServer, localServer } from '../http/test-support/local-server.ts'
import { loadEngine } from '../load-engine.ts'
import { spell, writeTinyModel } from '../onnx/test-support/tiny-model.ts'
import { request } from '../test-support/requests.ts'
import { temporaryFolder } from '../test-support/temporary-folder.ts'

const root = temporaryFolder()
const COMMIT = 'c0ffee00c0ffee00'
const model = writeTinyModel(
  path.join(root, 'model'),
  { script: { at: 6, bytes: spell('hi') } },
  'onnx/model_q4.onnx',
)
writeTinyModel(model, { script: { at: 6, bytes: spell('full') } })
const names = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'onnx/model.onnx',
  'onnx/model_q4.onnx',
]

let server: LocalServer
let cacheDir: string
let caches = 0
/** What a test wants answered in another way than a hub would. */
let special: Handler | null
beforeEach(async () => {
  special = null
  cacheDir = path.join(root, `cache-${++caches}`)
  server = await localServer((asked, response) => {
    if (special !== null) return special(asked, response)
    return hub(asked, response)
  })
  vi.stubEnv('HF_ENDPOINT', `${server.url}/`)
  vi.stubEnv('HF_TOKEN', undefined)
  vi.stubEnv('HF_HUB_OFFLINE', undefined)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const hub: Handler = ({ path: url }, response) => {
  if (url.startsWith('/api/models/org/tiny/revision/')) {
    const siblings = names.map((rfilename) => {
      const bytes = readFileSync(path.join(model, rfilename))
      const lfs = rfilename.endsWith('.onnx')
        ? { sha256: createHash('sha256').update(bytes).digest('hex') }
        : undefined
      return { rfilename, size: bytes.length, lfs }
    })
    const hostile = [
      { rfilename: '../../evil.json' },
      { rfilename: '/etc/passwd' },
      { rfilename: 5 },
      null,
      { rfilename: 'README.md' },
    ]
    return json(response, { sha: COMMIT, siblings: [...siblings, ...hostile] })
  }
  const file = url.split(`/org/tiny/resolve/${COMMIT}/`)[1]
  if (file === undefined || !names.includes(file)) return json(response, { error: 'not found' }, 404)
  response.end(readFileSync(path.join(model, file)))
}

async function answer(id = 'org/tiny', options: { dtype?: string } = {}): Promise<string | undefined> {
  const engine = await loadEngine({ model: id, root, cacheDir, threads: 1, ...options })
  const [completion] = await engine.generate([request()])
  await engine.close()
  return completion?.text
}
const fetched = (): string[] =>
  server.asked.map(({ path: url }) => url).filter((url) => url.includes('/resolve/'))

describe('a model of the hub', () => {
  test('what is needed is fetched once', async () => {
    const told: string[] = []
    const engine = await loadEngine(
      { model: 'org/tiny', root, cacheDir, threads: 1, dtype: 'q4' },
      { notify: (message) => told.push(message) },
    )
    expect(engine.model).toMatchObject({ id: 'org/tiny', specifier: 'org/tiny', dtype: 'q4' })
    await engine.close()
    expect(fetched()).toHaveLength(6)
    expect(told).toHaveLength(6)
    expect(told.at(-1)).toMatch(/^fetching onnx\/model_q4\.onnx \(\d\.\d MB\) of org\/tiny from http/)
    expect(await answer('org/tiny', { dtype: 'q4' })).toBe('hi')
    expect(fetched()).toHaveLength(6)
    // Another dtype needs its own weights only; unasked it is the most exact one.
    expect(await answer()).toBe('full')
    expect(fetched().slice(6)).toEqual([`/org/tiny/resolve/${COMMIT}/onnx/model.onnx`])
    expect(existsSync(path.join(cacheDir, '..', 'evil.json'))).toBe(false)
  })

  test('a relative cache folder starts from the root, as other paths do', async () => {
    const relative = path.join('caches', path.basename(cacheDir))
    const engine = await loadEngine({ model: 'org/tiny', root, cacheDir: relative, threads: 1 })
    await engine.close()
    expect(existsSync(path.join(root, relative, 'models', 'org--tiny'))).toBe(true)
    expect(existsSync(path.resolve(relative))).toBe(false)
  })

  test('offline, and when the hub is gone, the last state is taken', async () => {
    await answer()
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    const before = server.asked.length
    expect(await answer()).toBe('full')
    expect(server.asked).toHaveLength(before)
    vi.stubEnv('HF_HUB_OFFLINE', undefined)
    special = (_, response) => void response.writeHead(503).end()
    expect(await answer()).toBe('full')
    await server.close()
    expect(await answer()).toBe('full')
  })

  test('offline without it: how to get it', async () => {
    await server.close()
    await expect(answer()).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(answer()).rejects.toThrow(
      /"org\/tiny" is no folder here and cannot be fetched .*ECONNREFUSED.*Go online once/,
    )
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    await expect(answer()).rejects.toThrow(/HF_HUB_OFFLINE is 1/)
  })

  test('revision and token are passed on', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_secret')
    await answer('org/tiny@refs/pr/3')
    expect(server.asked[0]?.path).toBe('/api/models/org/tiny/revision/refs%2Fpr%2F3?blobs=true')
    expect(new Set(server.asked.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer hf_secret']),
    )
  })

  test.each<[string, Handler, RegExp]>([
    ['unknown', (_, response) => json(response, {}, 404), /knows no such model .*set HF_TOKEN/],
    ['another answer', (_, response) => json(response, []), /description is not an object/],
    ['no commit', (_, response) => json(response, { sha: '../..', siblings: [] }), /has no commit/],
    ['no list', (_, response) => json(response, { sha: COMMIT }), /no list of files/],
    [
      'no ONNX',
      (_, response) => json(response, { sha: COMMIT, siblings: [{ rfilename: 'config.json' }] }),
      /no ONNX weights at all/,
    ],
  ])('%s', async (_, handler, message) => {
    special = handler
    await expect(answer()).rejects.toMatchObject({ code: 'BAD_MODEL' })
    await expect(answer()).rejects.toThrow(message)
  })

  test('a dtype it does not have', async () => {
    await expect(answer('org/tiny', { dtype: 'q8' })).rejects.toThrow(/only "fp32", "q4", not dtype "q8"/)
  })

  test.each<[string, Handler, RegExp]>([
    ['cut short', (_, response) => void response.end('{}'), /it has 2 bytes, the hub lists \d+/],
    [
      'altered',
      (_, response) =>
        void response.end(Buffer.alloc(readFileSync(path.join(model, 'onnx/model.onnx')).length)),
      /its SHA-256 is .*, the hub lists/,
    ],
    [
      'too long',
      (_, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(Buffer.alloc(1 << 16)));
          if (!response.destroyed) response.once('drain', more)
        }
        more()
      },
      /it has more than \d+ bytes, the hub lists \d+/,
    ],
    ['refused', (_, response) => void response.writeHead(403).end(), /HTTP 403/],
    [
      'broken off',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100000' }).write('x')
        setTimeout(() => response.destroy(), 10)
      },
      /cannot fetch .*Try again/,
    ],
  ])('weights that come %s are not kept', async (_, handler, message) => {
    special = (asked, response) =>
      asked.path.endsWith('/model.onnx') ? handler(asked, response) : hub(asked, response)
    await expect(answer()).rejects.toThrow(message)
    expect(readdirSync(path.join(cacheDir, 'models/org--tiny', COMMIT, 'onnx'))).toEqual([])
    special = null
    expect(await answer()).toBe('full')
  })

  test('a GGUF file: that file alone is fetched, by its path and revision', async () => {
    const bytes = Buffer.from('no GGUF file')
    const asked: string[] = []
    special = ({ path: url }, response) => {
      asked.push(url)
      if (url.includes('/resolve/')) {
        response.end(bytes)
        return
      }
      const lfs = { sha256: createHash('sha256').update(bytes).digest('hex') }
      const file = (rfilename: string) => ({ rfilename, size: bytes.length, lfs })
      json(response, {
        sha: COMMIT,
        siblings: [
          file('q4/a.gguf'),
          file('b.gguf'),
          file('c-00001-of-00002.gguf'),
          { rfilename: 'config.json' },
        ],
      })
    }
    await expect(answer('org/tiny@v2/q4/a.gguf')).rejects.toThrow(
      /org--tiny.*q4.a\.gguf is not a GGUF file: it does not begin with GGUF/,
    )
    expect(asked).toEqual([
      '/api/models/org/tiny/revision/v2?blobs=true',
      `/org/tiny/resolve/${COMMIT}/q4/a.gguf`,
    ])
    vi.stubEnv('HF_HUB_OFFLINE', '1')
    await expect(answer('org/tiny@v2/q4/a.gguf')).rejects.toThrow('is not a GGUF file')
    await expect(answer('org/tiny@v2/b.gguf')).rejects.toThrow(
      /"org\/tiny" is no folder with the file "b\.gguf" here and cannot be fetched/,
    )
    await expect(answer('org/tiny@v2')).rejects.toThrow(/"org\/tiny" is no folder here/)
    vi.stubEnv('HF_HUB_OFFLINE', undefined)
    await expect(answer('org/tiny/d.gguf')).rejects.toThrow(
      /the hub's org\/tiny has no file "d\.gguf"; its GGUF files are "q4\/a\.gguf", "b\.gguf", "c-00001-of-00002\.gguf"/,
    )
    await expect(answer('org/tiny/c-00001-of-00002.gguf')).rejects.toThrow(
      /one part of a split GGUF file\. Download the parts, join them/,
    )
    await expect(answer()).rejects.toThrow(
      /the hub's org\/tiny has no ONNX weights, but GGUF files: "q4\/a\.gguf", "b\.gguf", .*Name one of them, e\.g\. "org\/tiny\/q4\/a\.gguf"/,
    )
  })

  test('redirects are followed, and the token does not go to another host', async () => {
    vi.stubEnv('HF_TOKEN', 'hf_secret_token')
    const elsewhere = await localServer((asked, response) => hub({ ...asked, path: asked.path }, response))
    try {
      special = (asked, response) =>
        asked.path.endsWith('.onnx')
          ? void response.writeHead(302, { location: `${elsewhere.url}${asked.path}` }).end()
          : hub(asked, response)
      expect(await answer()).toBe('full')
      expect(elsewhere.asked.map(({ headers }) => headers.authorization)).toEqual([undefined])
    } finally {
      await elsewhere.close()
    }
  })

  test('small files are checked by their git hash', async () => {
    special = (asked, response) => {
      if (!asked.path.startsWith('/api/')) return hub(asked, response)
      const config = readFileSync(path.join(model, 'config.json'))
      const siblings = [
        { rfilename: 'config.json', size: config.length, blobId: '0'.repeat(40) },
        { rfilename: 'onnx/model.onnx', size: 1 },
      ]
      json(response, { sha: COMMIT, siblings })
    }
    await expect(answer()).rejects.toThrow(/config\.json: its git hash is [0-9a-f]{40}, the hub lists 0{40}/)
  })

  test('what a killed download left is removed by the next', async () => {
    const folder = path.join(cacheDir, 'models/org--tiny', COMMIT, 'onnx')
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'model.onnx.999999999.1.part'), 'half')
    writeFileSync(path.join(folder, `model.onnx.${process.pid}.1.part`), 'in progress')
    await answer()
    expect(readdirSync(folder).sort()).toEqual(['model.onnx', `model.onnx.${process.pid}.1.part`])
  })

  test('a folder of that name comes first', async () => {
    mkdirSync(path.join(root, 'org'), { recursive: true })
    writeTinyModel(path.join(root, 'org/local'), { script: { at: 6, bytes: spell('local') } })
    expect(await answer('org/local')).toBe('local')
    expect(server.asked).toEqual([])
  })
})

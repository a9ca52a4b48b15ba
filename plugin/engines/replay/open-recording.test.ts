import { existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadEngine } from '../load-engine.ts'
import { requestsFor } from '../test-support/requests.ts'
import { openRecording } from './open-recording.ts'
import { linesOf, live, partialOf, partialsOf, recordings } from './test-support/recordings.ts'

const { root, place, open } = recordings()

describe('recording', () => {
  test('a completion is in the file when it is returned; failures are not', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const requests = requestsFor(['a', 'bad', 'b'])
    for (const [index, request] of requests.entries()) {
      await session.engine.generate([request])
      expect(linesOf(partialOf(files))).toHaveLength([2, 2, 3][index] ?? 0)
    }
    expect(existsSync(files.finalFile)).toBe(false)
    await session.finish()
    expect(partialsOf(files)).toEqual([])
    expect(JSON.parse(linesOf(files.finalFile)[0] ?? '')).toMatchObject({
      kind: 'edgejson-recording',
      version: 1,
      model: { id: 'live' },
    })
    await session.engine.close()
  })

  test('what was recorded is what is replayed', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const requests = requestsFor(['a', 'naïve "日本" \u2028 🙂\n', 'c'])
    const measured = await session.engine.generate(requests)
    await session.finish()
    await session.engine.close()
    const replay = await loadEngine({ model: `replay:${files.finalFile}` })
    expect(await replay.generate(requests)).toEqual(measured.map((each) => ({ ...each, replayed: true })))
    expect(replay.model).toMatchObject({ id: 'live', engine: 'test', engineVersion: '1', dtype: 'q4' })
  })

  test('answers that come at once do not mix', async () => {
    const files = place()
    const session = await open({ engine: live().engine, ...files })
    const names = Array.from({ length: 200 }, (_, index) => `${index}`.repeat(50))
    await Promise.all(requestsFor(names).map((request) => session.engine.generate([request])))
    await session.finish()
    const ids = linesOf(files.finalFile)
      .slice(1)
      .map((line): unknown => JSON.parse(line).id)
    expect(ids.sort()).toEqual([...names].sort())
  })

  test('a replay engine is passed through', async () => {
    const file = path.join(root, 'made.jsonl')
    writeFileSync(file, '{"id": "a", "output": "x"}\n')
    const files = place()
    const engine = await loadEngine({ model: `replay:${file}` })
    const session = await open({ engine, ...files })
    expect(session.engine).toBe(engine)
    await session.finish()
    expect(existsSync(path.dirname(files.finalFile))).toBe(false)
  })

  test('a file that cannot be written is said at once', async () => {
    const blocked = path.join(root, 'blocked')
    writeFileSync(blocked, '')
    const opening = openRecording({
      engine: live().engine,
      finalFile: path.join(blocked, 'answers.jsonl'),
    })
    await expect(opening).rejects.toMatchObject({ code: 'IO' })
  })

  test('after its end a session takes no more', async () => {
    const session = await open({ engine: live().engine, ...place() })
    await session.finish()
    await session.finish()
    await expect(session.engine.generate(requestsFor(['a']))).rejects.toThrow(/is finished/)
    await session.engine.close()
    await session.engine.close()
  })

  test.each([
    ['the folder', (file: string) => rmSync(path.dirname(file), { recursive: true })],
    ['its file', (file: string) => rmSync(file)],
  ])('without %s no further request is sent, and the error says why', async (_, damage) => {
    const files = place()
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    await session.engine.generate(requestsFor(['a']))
    damage(partialOf(files))
    const [first, second] = requestsFor(['b', 'c'])
    if (first === undefined || second === undefined) throw new Error('no requests')
    await expect(session.engine.generate([first])).rejects.toMatchObject({
      code: 'IO',
      message: expect.stringMatching(/cannot write the recording .*ENOENT/),
    })
    await expect(session.engine.generate([second])).rejects.toMatchObject({
      code: 'IO',
      message: expect.stringMatching(/no further request is sent.*ENOENT.*`record: false`/s),
    })
    expect(asked).toEqual(['a', 'b'])
    // Nothing comes back without its header.
    await session.leave()
    expect(partialsOf(files)).toEqual([])
  })

  test.skipIf(!existsSync('/dev/full'))('a full disk stops the run as well', async () => {
    const files = place()
    const { engine, asked } = live()
    const session = await open({ engine, ...files })
    const partial = partialOf(files)
    rmSync(partial)
    symlinkSync('/dev/full', partial)
    await expect(session.engine.generate(requestsFor(['a']))).rejects.toThrow(/ENOSPC/)
    await expect(session.engine.generate(requestsFor(['b']))).rejects.toThrow(/no further request is sent/)
    expect(asked).toEqual(['a'])
  })
})

test('an interrupted run resumes each repeat with its own completion', async () => {
  const files = place()
  const [first] = requestsFor(['a'])
  if (first === undefined) throw new Error('there is no request')
  const repeats = [1, 2, 3].map((repeat) => (repeat === 1 ? first : { ...first, repeat }))
  const before = live()
  const session = await open({ engine: before.engine, ...files, resume: true })
  await session.engine.generate(repeats.slice(0, 2))
  await session.leave()
  await session.engine.close()
  const next = await open({ engine: live().engine, ...files, resume: true })
  await next.engine.generate(repeats)
  expect(next.resumed).toBe(2)
  await next.finish()
  const recorded = linesOf(files.finalFile)
    .slice(1)
    .map((line): unknown => JSON.parse(line).request.repeat)
  expect(recorded).toEqual([undefined, 2, 3])
})

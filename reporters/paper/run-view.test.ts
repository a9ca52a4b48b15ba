import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileText } from '../test-support/hostile.ts'
import { sampleRun, sampleViews } from '../test-support/paper/paper-input.ts'
import { withoutTwins } from './run-twins.ts'
import { viewRuns } from './run-view.ts'

const labels = (runs: Parameters<typeof sampleViews>[0]): string[] =>
  sampleViews(runs).map(({ label }) => label)

describe('viewRuns', () => {
  test('a run is called by its name, and by model and dtype if it has no name', () => {
    expect(labels([{ name: 'nano' }, { model: { id: 'my-135m', dtype: 'q4' } }])).toEqual([
      'nano',
      'my-135m q4',
    ])
  })

  test('runs of one model on several machines say which; others with one name are numbered', () => {
    expect(labels([{ machine: 'pi5' }, { machine: 'laptop' }])).toEqual([
      'smollm2-135m-edgejson q8 (pi5)',
      'smollm2-135m-edgejson q8 (laptop)',
    ])
    expect(labels([{ name: 'a' }, { name: 'a' }, { name: 'a #2' }])).toEqual(['a', 'a #2', 'a #2 #2'])
  })

  test('runs of one model in several runtimes say which, with the machine only where it differs', () => {
    const theirs = { engine: 'transformers.js', device: 'cpu' }
    expect(labels([{ name: 'nano' }, { name: 'nano', model: theirs }])).toEqual([
      'nano (onnx)',
      'nano (transformers.js, cpu)',
    ])
    expect(
      labels([
        { name: 'nano', machine: 'pi5' },
        { name: 'nano', machine: 'laptop', model: theirs },
      ]),
    ).toEqual(['nano (pi5, onnx)', 'nano (laptop, transformers.js, cpu)'])
  })

  test('what is known of a run is found by its model or its name', () => {
    const runs = sampleViews([{ name: 'nano' }, {}], {
      nano: { loraRank: 8 },
      'smollm2-135m-edgejson q8': { loraRank: 16 },
    })
    expect(runs.map(({ meta }) => meta.loraRank)).toEqual([8, 16])
  })

  test('labels are unique, short and printable, whatever the names', () => {
    const report = sampleRun({ examples: 1 })
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostileText, fc.constantFrom('a', ' ', '__proto__')), { maxLength: 6 }),
        (names) => {
          const found = viewRuns(names.map((name) => ({ ...report, name }))).map(({ label }) => label)
          expect(new Set(found).size).toBe(names.length)
          for (const label of found) {
            expect(label).not.toMatch(/[\u0000-\u001f\u202a-\u202e]|\p{Cs}/u)
            expect(label.trim()).not.toBe('')
            expect([...label].length).toBeLessThanOrEqual(44)
          }
        },
      ),
    )
  })
})

describe('withoutTwins', () => {
  test('one model with the same completions on two machines is shown once, under its own name', () => {
    const runs = withoutTwins(sampleViews([{ machine: 'pi5' }, { machine: 'laptop' }, { name: 'other' }]))
    expect(runs.map(({ label }) => label)).toEqual(['smollm2-135m-edgejson q8', 'other'])
    expect(runs[0]?.twins).toEqual(['smollm2-135m-edgejson q8 (laptop)'])
  })

  test('other completions are another row', () => {
    const runs = sampleViews([{ machine: 'pi5' }, { machine: 'laptop', fate: () => 'omission' }])
    expect(withoutTwins(runs)).toEqual(runs)
  })
})

import { describe } from 'vitest'
import { loadEngine } from 'vitest-edgejson/engines'
import { END, writeTinyModel } from '../../../plugin/engines/onnx/test-support/tiny-model.ts'
import { describeEngine } from '../../../plugin/engines/test-support/engine-contract.ts'
import { temporaryFolder } from '../../../plugin/engines/test-support/temporary-folder.ts'
import { CHROMIUM, lacksOfEngine } from '../support/chromium.ts'

const lacks = await lacksOfEngine()

describe.skipIf(lacks !== null)(`transformers.js in a page (skipped: ${lacks})`, () => {
  const codes = { a: 'x'.charCodeAt(0), x: END, b: 'y'.charCodeAt(0), y: END, z: 'z'.charCodeAt(0) }
  const model = writeTinyModel(temporaryFolder(), { follows: codes, contextLength: 1e6, modelType: 'llama' })
  describeEngine('a page of a browser', {
    load: () => loadEngine({ model, runtime: 'browser', browser: CHROMIUM, threads: 1 }),
    answers: { a: 'x', 'a longer prompt to b': 'y', zzza: 'x' },
    slow: 'z',
    oneEngine: true,
    capabilities: ['token counts', 'time to first token', 'batch-invariant', 'abort within a step'],
  })
})

import type { Engine } from '../../model/index.ts'
import { defineEngine } from '../define-engine.ts'
import type { EngineOptions } from '../options.ts'
import { type OnnxSource, openModel } from './open-model.ts'
import { openRemotely } from './remote/open-remotely.ts'

/** Sources run without being compiled (in unit tests) have no file that another process could start. */
const COMPILED: boolean = import.meta.url.endsWith('.js')

/**
 * An engine that runs an ONNX model in a process of its own, so that this one stays responsive whatever the model does.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder that lacks something or holds something broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const model = await (COMPILED ? openRemotely : openModel)(source, options)
  return defineEngine({
    model: model.info,
    concurrency: model.rows,
    notes: model.notes,
    answer: (request, signal, clock) => model.answer(request, signal, clock),
    close: () => model.close(),
  })
}

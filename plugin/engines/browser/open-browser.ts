import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { codeFile } from '../../core/package-info.ts'
import { condensed } from '../../core/printable.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { type OnnxSource, readModelFolder } from '../onnx/loading/read-model-folder.ts'
import { findChatTemplate, templateVariables } from '../onnx/model/load-chat-template.ts'
import { prepareBackend } from './backend-source.ts'
import { findBrowser } from './find-browser.ts'
import type { PageModel } from './page/protocol.ts'
import { PageConnection } from './page-connection.ts'
import { startPageServer } from './page-server.ts'
import { importPlaywright, type Playwright } from './playwright.ts'
import { servedModel } from './served-model.ts'
import { startBrowser } from './start-browser.ts'

/**
 * Loads a model into a page of a browser that this process starts. The page has its files from a server of this process and
 * reaches no other address.
 */
export async function openBrowser(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const device = options.device === 'webgpu' ? 'webgpu' : 'wasm'
  const [folder, playwright] = await Promise.all([readModelFolder(source, options), importPlaywright()])
  const { weights, config, threads, decoding, info } = folder
  const location = findBrowser(
    options.browser ?? 'chromium',
    ownChromium(playwright),
    options.root ?? process.cwd(),
  )
  const served = servedModel(source.folder, weights)
  const backend = await prepareBackend(source.folder, folder, served.weights, options)
  const { library, onnxruntime } = backend.libraries
  const template = await findChatTemplate(source.folder, config.tokenizerConfig)
  const browser = await startBrowser(playwright, location, device, options.browserArgs ?? [])
  const server = await startPageServer({
    files: new Map([...served.files, ...backend.files]),
    folders: new Map([
      ['page/', path.dirname(codeFile('plugin/engines/browser/page/page'))],
      ...(library === null ? [] : [['library/', library] as const]),
      ['onnxruntime/', onnxruntime],
    ]),
  })
  const { origin, base } = server
  const model: PageModel = {
    backend: backend.backend,
    device,
    threads,
    files: { model: `${base}model/`, library: `${base}library/`, onnxruntime: `${base}onnxruntime/` },
    weights: served.weights,
    decoding: {
      tokenizerConfig: config.tokenizerConfig,
      chatTemplate:
        template === null
          ? null
          : { ...template, variables: templateVariables(config.tokenizerConfig, options.chatTemplateKwargs) },
      endTokens: [...decoding.endTokens],
      contextLength: decoding.contextLength,
    },
    backendOptions: backend.backendOptions,
  }
  const close = async (): Promise<void> => {
    await browser.close()
    await server.close()
  }
  try {
    const context = await browser.newContext()
    await context.route(
      (url) => url.origin !== origin,
      (request) => request.abort('blockedbyclient'),
    )
    const page = await PageConnection.open(await context.newPage(), `${origin}${base}`)
    browser.on('disconnected', () => page.fail(`the browser Chromium ${browser.version()} has ended`))
    const facts = await page.load(model)
    return {
      info: {
        ...info,
        ...backend.info,
        engineVersion: facts.engineVersion,
        device,
        browser: {
          name: 'Chromium',
          version: browser.version(),
          crossOriginIsolated: facts.crossOriginIsolated,
          adapter: facts.adapter,
          softwareAdapter: options.softwareAdapter ?? false,
        },
        threads: facts.threads,
      },
      maxSequences: facts.maxSequences,
      notes: [...backend.notes, ...facts.notes],
      complete: (request, signal, clock) => page.complete(request, signal, clock),
      close: async () => {
        await page.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError(
      'BAD_MODEL',
      `the page cannot load the model on device '${device}': ${condensed(errorMessage(error))}; ` +
        (device === 'wasm'
          ? backend.wayOut
          : "use engine.device 'wasm', or a machine whose browser has WebGPU."),
      { cause: error },
    )
  }
}

/** Where Playwright's own Chromium is or would be; empty on a system that it has none for. */
function ownChromium({ chromium }: Playwright): string {
  try {
    return chromium.executablePath()
  } catch {
    return ''
  }
}

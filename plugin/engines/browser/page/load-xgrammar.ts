import { type LoadedXGrammar, Printed, type XGrammar } from '../../constraint/xgrammar.ts'

const global = globalThis as { console: object }

/** The grammar library, which is a part of the page's code. */
export async function loadXGrammar(): Promise<LoadedXGrammar> {
  const printed = new Printed()
  // It keeps the functions of the console that it finds at its first use. The console of this worker is not read.
  const { add } = printed
  global.console = { ...global.console, log: add, warn: add, error: add }
  // A CommonJS module, whatever its package.json says; the bundler makes it the default export.
  const module = (await import('@mlc-ai/web-xgrammar')) as unknown as { readonly default: XGrammar }
  return { library: module.default, printed }
}

import type { AdapterInfo } from '../../../records/browser-info.ts'
import { scope } from './worker-scope.ts'

/**
 * The adapter that WebGPU has in this browser, requested as the runtime requests it.
 *
 * @throws Error where there is none
 */
export async function adapterInfo(): Promise<AdapterInfo> {
  const adapter = await scope.navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === undefined || adapter === null) throw new Error('the browser has no WebGPU adapter')
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info
  return {
    vendor,
    architecture,
    device,
    description,
    isFallback: isFallbackAdapter === true,
    f16: adapter.features.has('shader-f16'),
  }
}

import type { AdapterInfo, BrowserInfo } from '../browser-info.ts'

export const SOFTWARE: AdapterInfo = {
  vendor: 'google',
  architecture: 'swiftshader',
  device: '',
  description: '',
  isFallback: true,
  f16: false,
}

/** A browser with WebAssembly, some fields of which a test may replace. */
export function browserInfo(more: Partial<BrowserInfo> = {}): BrowserInfo {
  return {
    name: 'Chromium',
    version: '150.0.1',
    crossOriginIsolated: true,
    adapter: null,
    softwareAdapter: false,
    ...more,
  }
}

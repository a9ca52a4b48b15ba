import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { nullable } from './schema.ts'

/** A WebGPU adapter, as the browser describes it. Browsers leave texts empty that they do not tell pages. */
export interface AdapterInfo {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
  /** Whether it computes in software. */
  readonly isFallback: boolean
  /** Whether shaders compute in half precision. */
  readonly f16: boolean
}

/** The browser whose page runs the model. */
export interface BrowserInfo {
  readonly name: string
  readonly version: string
  /** Whether the page may share memory between threads. */
  readonly crossOriginIsolated: boolean
  /** Null for a device other than WebGPU. */
  readonly adapter: AdapterInfo | null
  /** Whether the option `engine.softwareAdapter` requests an adapter that computes in software. */
  readonly softwareAdapter: boolean
}

export const BROWSER_INFO: TUnsafe<BrowserInfo> = typed<BrowserInfo>()(
  Type.Object({
    name: Type.String(),
    version: Type.String(),
    crossOriginIsolated: Type.Boolean(),
    adapter: nullable(
      Type.Object({
        vendor: Type.String(),
        architecture: Type.String(),
        device: Type.String(),
        description: Type.String(),
        isFallback: Type.Boolean(),
        f16: Type.Boolean(),
      }),
    ),
    softwareAdapter: Type.Boolean(),
  }),
)

/** Name and version, e.g. `Chromium 150.0.7871.100`. */
export function browserText({ name, version, crossOriginIsolated }: BrowserInfo): string {
  return `${name} ${version}${crossOriginIsolated ? '' : ', not cross-origin isolated'}`
}

/** E.g. `google swiftshader, software, no f16`; null without an adapter. Not printable: a browser wrote it. */
export function adapterText({ adapter }: BrowserInfo): string | null {
  if (adapter === null) return null
  const { vendor, architecture, device, description, isFallback, f16 } = adapter
  const known = [vendor, architecture, device, description].filter((text) => text !== '')
  const name = known.length === 0 ? 'adapter without a name' : known.join(' ')
  return `${name}${isFallback ? ', software' : ''}${f16 ? ', f16' : ', no f16'}`
}

/** Whether the run computed in software although the options ask for a GPU. */
export function fellBack({ adapter, softwareAdapter }: BrowserInfo): boolean {
  return adapter?.isFallback === true && !softwareAdapter
}

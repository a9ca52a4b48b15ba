/** A WebGPU adapter, as far as it is used. */
export interface GpuAdapter {
  readonly info: {
    readonly vendor: string
    readonly architecture: string
    readonly device: string
    readonly description: string
    readonly isFallbackAdapter?: boolean
  }
  readonly features: ReadonlySet<string>
}

/** The globals of a worker that are used. */
export interface WorkerScope {
  readonly crossOriginIsolated: boolean
  readonly navigator: {
    readonly gpu?: {
      requestAdapter(options?: { readonly powerPreference?: string }): Promise<GpuAdapter | null>
    }
  }
  postMessage(message: unknown): void
  onmessage: ((event: { readonly data: unknown }) => void) | null
}

/** The worker that runs this code. */
export const scope: WorkerScope = globalThis as unknown as WorkerScope

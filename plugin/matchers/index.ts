/** Teaches Vitest's `expect` the EdgeJSON matchers on import (`vitest-edgejson/matchers`). */
import { expect } from 'vitest'
import type { EdgejsonMatchers } from './edgejson-matchers.ts'
import { edgejsonMatchers } from './matchers.ts'

expect.extend(edgejsonMatchers)

export type { EdgejsonMatchers }

declare global {
  namespace Chai {
    // `expect.extend` adds methods to the assertions of Chai, and Vitest derives its own assertions from their type, those
    // of `resolves`, `rejects` and `poll` with promises. Vitest's `Matchers` would need other type parameters for each major.
    interface Assertion extends EdgejsonMatchers<void> {}
  }
}

declare module 'vitest' {
  // `expect.toBeValidJSON()` as a part of an expected value.
  // biome-ignore lint/suspicious/noExplicitAny: it stands for a value of any type, as Vitest's own do.
  interface AsymmetricMatchersContaining extends EdgejsonMatchers<any> {}
}

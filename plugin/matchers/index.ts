/** Teaches Vitest's `expect` the EdgeJSON matchers on import (`vitest-edgejson/matchers`). */
import { expect } from 'vitest'
import type { EdgejsonMatchers } from './edgejson-matchers.ts'
import { edgejsonMatchers } from './matchers.ts'

expect.extend(edgejsonMatchers)

export type { EdgejsonMatchers }

declare module 'vitest' {
  // The form of Vitest 4; it holds for 5 too where skipLibCheck is set.
  // biome-ignore lint/suspicious/noExplicitAny: a merged declaration repeats the type parameters of the first.
  interface Matchers<T = any> extends EdgejsonMatchers<void> {}
}

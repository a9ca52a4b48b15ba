/** Teaches Vitest's `expect` the EdgeJSON matchers on import (`vitest-edgejson/matchers`). */
import { expect } from 'vitest'
import type { EdgejsonMatchers } from './edgejson-matchers.ts'
import { toBeValidJSON } from './to-be-valid-json.ts'
import { toComplyWithSchema } from './to-comply-with-schema.ts'
import { toHaveFieldF1Above } from './to-have-field-f1-above.ts'
import { toMatchJSONExact } from './to-match-json-exact.ts'
import { toRespondWithin } from './to-respond-within.ts'

expect.extend({
  toBeValidJSON,
  toComplyWithSchema,
  toHaveFieldF1Above,
  toMatchJSONExact,
  toRespondWithin,
})

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

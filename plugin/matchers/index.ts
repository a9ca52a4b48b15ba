/** Adds the EdgeJSON matchers to Vitest's `expect` on import (`vitest-edgejson/matchers`). */
import { expect } from 'vitest'
import type { EdgejsonMatchers } from './edgejson-matchers.ts'
import { toBeValidJSON } from './to-be-valid-json.ts'
import { toComplyWithSchema } from './to-comply-with-schema.ts'
import { toHaveFieldF1Above } from './to-have-field-f1-above.ts'
import { toMatchJSONExact } from './to-match-json-exact.ts'
import { toMatchToolCall } from './to-match-tool-call.ts'
import { toRespondWithin } from './to-respond-within.ts'

expect.extend({
  toBeValidJSON,
  toComplyWithSchema,
  toHaveFieldF1Above,
  toMatchJSONExact,
  toMatchToolCall,
  toRespondWithin,
})

export type { EdgejsonMatchers }

declare global {
  namespace Chai {
    // `expect.extend` adds methods to the assertions of Chai. Vitest derives its own assertions from their
    // type, and those of `resolves`, `rejects` and `poll` with promises. Vitest's `Matchers` has different
    // type parameters in each major version.
    interface Assertion extends EdgejsonMatchers<void> {}
  }
}

declare module 'vitest' {
  // `expect.toBeValidJSON()` as a part of an expected value.
  // biome-ignore lint/suspicious/noExplicitAny: it stands for a value of any type, as Vitest's own do.
  interface AsymmetricMatchersContaining extends EdgejsonMatchers<any> {}
}

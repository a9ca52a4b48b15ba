import { toBeValidJSON } from './to-be-valid-json.ts'
import { toComplyWithSchema } from './to-comply-with-schema.ts'
import { toHaveFieldF1Above } from './to-have-field-f1-above.ts'
import { toMatchJSONExact } from './to-match-json-exact.ts'
import { toRespondWithin } from './to-respond-within.ts'

/** The matchers for `expect.extend`. */
export const edgejsonMatchers: {
  readonly toBeValidJSON: typeof toBeValidJSON
  readonly toComplyWithSchema: typeof toComplyWithSchema
  readonly toHaveFieldF1Above: typeof toHaveFieldF1Above
  readonly toMatchJSONExact: typeof toMatchJSONExact
  readonly toRespondWithin: typeof toRespondWithin
} = {
  toBeValidJSON,
  toComplyWithSchema,
  toHaveFieldF1Above,
  toMatchJSONExact,
  toRespondWithin,
}

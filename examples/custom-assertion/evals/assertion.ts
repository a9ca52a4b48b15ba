import type { AssertionContext } from 'vitest-edgejson'
import 'vitest-edgejson/matchers'

/** An example passes when nearly all of its fields are right. */
export default ({ expect, example, completion }: AssertionContext): void => {
  expect(completion).toBeValidJSON()
  expect(completion).toHaveFieldF1Above(0.85, example.expected)
}

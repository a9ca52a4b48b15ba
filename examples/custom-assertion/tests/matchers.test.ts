import { expect, test } from 'vitest'
import 'vitest-edgejson/matchers'

// The matchers work in any test, without the plugin.
test('the order of keys does not count, the type of a value does', () => {
  expect('Here it is: {"age": 36, "name": "Ada"}').toMatchJSONExact({ name: 'Ada', age: 36 })
  expect({ name: 'Ada', age: '36' }).not.toMatchJSONExact({ name: 'Ada', age: 36 })
})

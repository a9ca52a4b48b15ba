import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../plugin/core/json/parse.ts'
import { replaceMember } from './replace-member.ts'

describe('replaceMember', () => {
  it('changes that member and nothing else', () => {
    const key = fc.constantFrom('score', 'a', 'b', '', 'sc"ore')
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), fc.nat({ max: 2 }), (members, indent) => {
        const text = JSON.stringify(members, null, indent)
        const replaced = replaceMember(text, 'score', '{"x":1}', Object.hasOwn(members, 'score'), {})
        expect(parseJson(replaced)).toEqual(parseJson(JSON.stringify({ ...members, score: { x: 1 } })))
      }),
    )
  })
})

import { createRequire } from 'node:module'
import type { Ajv, Options } from 'ajv'
import { linearPattern } from '../pattern/linear-pattern.ts'
import { ajvLibrary } from './ajv-library.ts'
import type { Draft } from './draft.ts'
import { EQUALITY_KEYWORDS } from './equality.ts'
import { multipleOfKeyword } from './multiple-of.ts'

const require = createRequire(import.meta.url)

/** Settings of a validator. */
export interface AjvSettings {
  readonly allErrors: boolean
  readonly assertFormats: boolean
  readonly backtrackingPatterns: readonly string[]
}

/** Keywords that ajv's class for a draft implements although the draft does not have them. */
const NEWER_KEYWORDS: Readonly<Record<Draft, readonly string[]>> = {
  'draft-04': ['const', 'contains', 'propertyNames', 'if', 'then', 'else'],
  'draft-06': ['if', 'then', 'else'],
  'draft-07': [],
  '2019-09': [],
  '2020-12': [],
}

/**
 * A validator for the draft, for one schema only: ajv stores each schema under its `$id`, and two schemas may
 * have the same one.
 */
export function createAjv(draft: Draft, settings: AjvSettings): Ajv {
  const { allErrors, assertFormats, backtrackingPatterns } = settings
  const pattern = (source: string) => linearPattern(source, backtrackingPatterns)
  const ajv = ajvOf(draft, {
    allErrors,
    strict: false,
    validateSchema: false,
    validateFormats: assertFormats,
    ownProperties: true,
    logger: false,
    // Up to draft-07, the siblings of `$ref` have no meaning.
    ...(draft === '2019-09' || draft === '2020-12' ? {} : { ignoreKeywordsWithRef: true }),
    code: { regExp: Object.assign(pattern, { code: 'linearPattern' }) },
  })
  if (assertFormats) addFormats(ajv)
  for (const keyword of NEWER_KEYWORDS[draft]) ajv.removeKeyword(keyword)
  // ajv's keyword `id` only throws.
  if (draft !== 'draft-04') ajv.removeKeyword('id')
  for (const keyword of [multipleOfKeyword, ...EQUALITY_KEYWORDS]) {
    if (NEWER_KEYWORDS[draft].includes(String(keyword.keyword))) continue
    ajv.removeKeyword(String(keyword.keyword))
    ajv.addKeyword(keyword)
  }
  return ajv
}

/** Each class is loaded when a schema needs it. */
function ajvOf(draft: Draft, options: Options): Ajv {
  switch (draft) {
    case '2020-12': {
      const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js')
      return new Ajv2020(options)
    }
    case '2019-09': {
      const { Ajv2019 } = require('ajv/dist/2019.js') as typeof import('ajv/dist/2019.js')
      return new Ajv2019(options)
    }
    case 'draft-07':
      return new (ajvLibrary().Ajv)(options)
    case 'draft-06': {
      const ajv = new (ajvLibrary().Ajv)(options)
      ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'))
      return ajv
    }
    case 'draft-04': {
      const { default: AjvDraft04 } = require('ajv-draft-04') as typeof import('ajv-draft-04')
      return new AjvDraft04(options)
    }
  }
}

/** Without it, formats are annotations. */
function addFormats(ajv: Ajv): void {
  const { default: formats } = require('ajv-formats') as typeof import('ajv-formats')
  formats.default(ajv)
}

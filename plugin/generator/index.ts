export { benchmarkSchemas, complexities, type SourceSchema, sourceSchema } from './benchmark-schemas.ts'
export type { ValueVariety } from './broad-values.ts'
export { makeConsistent } from './consistency/index.ts'
export { type ExampleSpec, type GeneratedExample, makeExample } from './example.ts'
export { generateExpected } from './expected-value.ts'
export { jsonText, scalarText } from './json-text.ts'
export { leavesOf, recognisableValues } from './leaves.ts'
export { createRandom, type Random } from './random.ts'
export { readSchemaNode, type SchemaNode } from './schema-node.ts'
export { avoiding, defaultSeed, generateSplits, type Splits, splitSizes } from './splits.ts'
export { type GenerateOptions, generateExamples } from './stream.ts'
export {
  formatForm,
  formatLog,
  formatNote,
  formatOfficial,
  formatTable,
  type Style,
  type StyleName,
  styleNames,
  styles,
} from './styles/index.ts'
export { defaultValueOptions, type ValueOptions } from './value-options.ts'
export { toJsonSchema } from './vary/to-json-schema.ts'
export { varySchema } from './vary/vary-schema.ts'

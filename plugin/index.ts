export * from './model/index.ts'
export { edgejson, edgejson as default } from './vite/edgejson.ts'
export type { EdgejsonOptions } from './vite/options.ts'

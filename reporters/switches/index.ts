export { adviceOf } from './advice.ts'
export { measureSwitches, type SwitchesOptions, type VariantRun } from './measure-switches.ts'
export { renderSwitches, type SwitchesConsoleOptions } from './render-console.ts'
export { renderSwitchesMarkdown } from './render-markdown.ts'

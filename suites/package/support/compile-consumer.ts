import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const CONSUMER: string = fileURLToPath(new URL('../consumer/use.ts', import.meta.url))
const require = createRequire(import.meta.url)
const COMPILER: string = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

const RESOLUTIONS: Readonly<Record<string, object>> = {
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
}

/**
 * Compiles the consumer in a folder of `host`, where `vitest-edgejson` and Vitest are installed, with every library
 * checked (`skipLibCheck: false`), under both module resolutions in use.
 *
 * @returns What the compiler printed for each resolution; empty texts where it accepts the types.
 */
export function compileConsumer(host: string): Record<string, string> {
  const folder = path.join(host, 'consumer')
  mkdirSync(folder, { recursive: true })
  copyFileSync(CONSUMER, path.join(folder, 'use.ts'))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }\n')
  // Several threads check the same libraries several times.
  const printed: Record<string, string> = {}
  for (const [name, resolution] of Object.entries(RESOLUTIONS)) {
    const config = path.join(folder, `tsconfig.${name}.json`)
    const compilerOptions = {
      ...resolution,
      target: 'ES2023',
      lib: ['ES2023', 'DOM', 'ESNext.Disposable'],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
    }
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    const { stdout, stderr } = spawnSync(process.execPath, [COMPILER, '-p', config, '--singleThreaded'], {
      encoding: 'utf8',
    })
    printed[name] = stdout + stderr
  }
  return printed
}

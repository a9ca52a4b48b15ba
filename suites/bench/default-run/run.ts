import { main } from './main.ts'

// Awaited here: Vite loads modules for as long as the first one is being imported.
process.exitCode = await main(process.argv.slice(2))

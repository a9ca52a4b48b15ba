import { defineConfig } from 'evalite/config'
import { createInMemoryStorage } from 'evalite/in-memory-storage'

// The default storage, SQLite, needs a native library. A table of 100,000 rows is of no use.
export default defineConfig({ storage: () => createInMemoryStorage(), hideTable: true })

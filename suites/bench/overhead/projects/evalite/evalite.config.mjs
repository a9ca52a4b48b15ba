import { defineConfig } from 'evalite/config'
import { createInMemoryStorage } from 'evalite/in-memory-storage'

// Its default, SQLite, needs a library that is built or downloaded when it is installed. A table of 100,000 rows helps
// nobody.
export default defineConfig({ storage: () => createInMemoryStorage(), hideTable: true })

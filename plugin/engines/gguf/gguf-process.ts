import { serveModel } from '../process/serve-model.ts'
import { openGguf } from './open-gguf.ts'

serveModel(openGguf)

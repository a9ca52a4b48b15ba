import { serveModel } from '../process/serve-model.ts'
import { openTransformersJs } from './open-transformers-js.ts'

serveModel(openTransformersJs)

import { serveModel } from '../../process/serve-model.ts'
import { openModel } from '../loading/open-model.ts'

serveModel(openModel)

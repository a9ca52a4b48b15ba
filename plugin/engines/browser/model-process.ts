import { serveModel } from '../process/serve-model.ts'
import { openBrowser } from './open-browser.ts'

serveModel(openBrowser)

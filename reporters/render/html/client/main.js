/** @import { PageData } from '../page-data.ts' */
import { CaseList } from './case-list.js'
import { required } from './dom.js'
import { startPrinting } from './printing.js'
import { watchScrollers } from './scrollers.js'
import { startTheme } from './theme.js'

startTheme()
startPrinting()
watchScrollers(document)

/** @type {PageData} */
const data = JSON.parse(required('#page-data', HTMLScriptElement).text)
const list = required('#case-list', HTMLElement)
if (data.runs.length > 0) {
  list.hidden = false
  new CaseList(data).start()
}

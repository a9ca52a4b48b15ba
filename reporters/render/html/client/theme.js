import { required } from './dom.js'

const KEY = 'edgejson-theme'

/** Light, dark, or as the system is set; stored where the browser allows storage for files. */
export function startTheme() {
  const select = required('#theme', HTMLSelectElement)
  const apply = () => {
    if (select.value === 'auto') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = select.value
  }
  const label = select.closest('label')
  if (label !== null) label.hidden = false
  select.value = remembered()
  if (select.selectedIndex < 0) select.value = 'auto'
  apply()
  select.addEventListener('change', () => {
    apply()
    remember(select.value)
  })
}

function remembered() {
  try {
    return localStorage.getItem(KEY) ?? 'auto'
  } catch {
    // A browser may forbid storage for files: the choice is then lost when the page is closed.
    return 'auto'
  }
}

/** @param {string} theme */
function remember(theme) {
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // As above.
  }
}

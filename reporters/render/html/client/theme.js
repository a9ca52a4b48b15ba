import { required } from './dom.js'

const KEY = 'edgejson-theme'

/** Light, dark, or what the system says; remembered where the browser lets a file remember. */
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
    // Storage may be forbidden for files: the choice then lasts as long as the page.
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

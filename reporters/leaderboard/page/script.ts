/**
 * The page's own script: a click on a column's button sorts the table. What was not measured stays last. Without
 * scripts the table stands as it was written, by JSONExact.
 */
export const SCRIPT = `
'use strict'
const table = document.getElementById('board')
const body = table.tBodies[0]
const status = document.getElementById('sorted')
const heads = [...table.tHead.rows[0].cells]
const valueOf = (row, column) => row.cells[column].dataset.v ?? ''
const compare = (a, b) => {
  const [x, y] = [Number(a), Number(b)]
  if (Number.isNaN(x) || Number.isNaN(y)) return a < b ? -1 : a > b ? 1 : 0
  return x - y
}
heads.forEach((head, column) => {
  const button = head.querySelector('button')
  if (button === null) return
  button.addEventListener('click', () => {
    const now = head.getAttribute('aria-sort')
    const first = head.dataset.first
    const order = now === null ? first : now === 'ascending' ? 'descending' : 'ascending'
    for (const other of heads) other.removeAttribute('aria-sort')
    head.setAttribute('aria-sort', order)
    const sign = order === 'ascending' ? 1 : -1
    const rows = [...body.rows].sort((a, b) => {
      const [x, y] = [valueOf(a, column), valueOf(b, column)]
      if (x === '' || y === '') return x === y ? 0 : x === '' ? 1 : -1
      return sign * compare(x, y)
    })
    body.append(...rows)
    status.textContent = 'Sorted by ' + button.textContent + ', ' + order + '.'
  })
})
`

/** What may scroll needs a stop for the keyboard, but only while there is something to scroll. */
const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight
    if (scrolls) target.setAttribute('tabindex', '0')
    else target.removeAttribute('tabindex')
  }
})

/**
 * @param {ParentNode} root
 */
export function watchScrollers(root) {
  for (const scroller of root.querySelectorAll('.scroll, pre')) observer.observe(scroller)
}

/** An element that scrolls must be focusable by keyboard, but only while its content is larger than the element. */
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

/**
 * To be evaluated in a page: texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3), with the
 * ratio. Grounds of half transparent elements are laid over each other as a browser does.
 */
export const LOW_CONTRAST = `(() => {
  const colour = (text) => {
    const numbers = text.slice(text.indexOf('(') + 1, -1).replace('srgb', '').split(/[ ,/]+/).filter(Boolean).map(Number)
    const [r, g, b, alpha = 1] = numbers
    return text.startsWith('rgb') ? [r / 255, g / 255, b / 255, alpha] : [r, g, b, alpha]
  }
  const over = (top, ground) => [0, 1, 2].map((i) => top[i] * top[3] + ground[i] * (1 - top[3])).concat(1)
  const luminance = (c) => {
    const [r, g, b] = c.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ground = (element) => {
    const layers = []
    for (let each = element; each !== null; each = each.parentElement) layers.unshift(colour(getComputedStyle(each).backgroundColor))
    return layers.reduce((below, layer) => over(layer, below), [1, 1, 1, 1])
  }
  const low = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    const element = text.parentElement
    if (text.data.trim() === '' || element.closest('script, style, noscript, option') !== null) continue
    if (element.getClientRects().length === 0) continue
    // A number in a point of a chart is drawn on the point.
    const point = element.matches('.point-mark') ? element.previousElementSibling : null
    const behind = point === null ? ground(element) : colour(getComputedStyle(point).fill)
    const style = getComputedStyle(element)
    const ink = over(colour(element instanceof SVGElement ? style.fill : style.color), behind)
    const [a, b] = [luminance(ink), luminance(behind)].sort((x, y) => y - x)
    const ratio = (a + 0.05) / (b + 0.05)
    if (!(ratio >= 4.5)) low.push(text.data.trim().slice(0, 40) + ': ' + ratio.toFixed(2))
  }
  return low
})()`

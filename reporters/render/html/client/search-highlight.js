/** Largest number of highlights: a search for one letter must not slow the page down. */
const MOST = 500

/**
 * Highlights the words in opened examples without changing the document, in browsers that support it.
 * @param {Element} root
 * @param {readonly string[]} words lower case
 */
export function highlightWords(root, words) {
  if (!('highlights' in CSS)) return
  const ranges = words.length === 0 ? [] : findRanges(root, words)
  CSS.highlights.set('search', new Highlight(...ranges))
}

/**
 * @param {Element} root
 * @param {readonly string[]} words
 */
function findRanges(root, words) {
  /** @type {Range[]} */
  const ranges = []
  for (const shown of root.querySelectorAll('.open, .detail pre, .differences code')) {
    const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const word of words) addRanges(ranges, node, word)
      if (ranges.length >= MOST) return ranges
    }
  }
  return ranges
}

/**
 * @param {Range[]} ranges
 * @param {Node} node
 * @param {string} word
 */
function addRanges(ranges, node, word) {
  const text = node.nodeValue ?? ''
  const lower = text.toLowerCase()
  // Lower case can be longer than the original text; the positions would then be wrong.
  if (lower.length !== text.length) return
  for (
    let at = lower.indexOf(word);
    at >= 0 && ranges.length < MOST;
    at = lower.indexOf(word, at + word.length)
  ) {
    const range = new Range()
    range.setStart(node, at)
    range.setEnd(node, at + word.length)
    ranges.push(range)
  }
}

/** @import { PageData, PageDetail } from '../page-data.ts' */
/** @import { Case } from './case-data.js' */
import { element, untrustedText } from './dom.js'
import { duration, f1, integer } from './format.js'
import { indentJson } from './json-layout.js'

/**
 * @typedef {object} DetailContext
 * @property {PageData} data
 * @property {ReadonlyMap<number, number>} cut full length of the texts that were shortened
 * @property {string} otherLabel of the run compared with
 */

/**
 * Everything about one example: prompt, expected value, output, and differences.
 * @param {DetailContext} context
 * @param {Case} item
 * @param {Case | undefined} other the same example in the run compared with
 * @returns {HTMLElement}
 */
export function caseDetail(context, item, other) {
  return element(
    'div',
    { class: 'detail' },
    facts(item),
    messages(item.detail),
    differences(item.detail),
    element(
      'div',
      { class: 'panes' },
      textPane(context, 'Prompt', item.prompt, false),
      textPane(context, 'Expected', item.expected, true),
      item.output < 0
        ? element(
            'section',
            { class: 'pane' },
            element('h3', {}, 'Output text'),
            element('p', {}, 'No request was sent.'),
          )
        : textPane(context, 'Output text', item.output, true),
      other !== undefined &&
        other.output >= 0 &&
        textPane(context, `Output text of ${context.otherLabel}`, other.output, true),
    ),
    modeTable(item.detail),
  )
}

const FINISHES = /** @type {Readonly<Record<string, string>>} */ ({
  stop: 'the model generated its end token',
  length: 'cut at the token limit',
  json_complete: 'ended when the JSON value was complete',
  tool_call: 'ended with a tool call',
  timeout: 'the time limit was reached',
  error: 'the engine failed',
})

/** @param {Case} item */
function facts({ line, schema, complexity, source, critical, totalMs, detail }) {
  const [tokensIn, tokensOut] = detail.tokens ?? [null, null]
  const parts = [
    critical ? 'critical' : '',
    `line ${integer(line)}`,
    `schema ${schema}`,
    `complexity ${complexity}`,
    `source ${source}`,
    detail.finish === undefined ? '' : (FINISHES[detail.finish] ?? detail.finish),
    detail.kind ?? '',
    tokensIn === null ? '' : `${integer(tokensIn)} tokens in`,
    tokensOut === null ? '' : `${integer(tokensOut)} tokens out`,
    totalMs === null ? '' : duration(totalMs),
    detail.firstTokenMs === undefined ? '' : `first token after ${duration(detail.firstTokenMs)}`,
    detail.replayed ? 'replayed' : '',
  ]
  return element(
    'p',
    { class: 'detail-facts' },
    ...parts.filter((part) => part !== '').map((part) => element('span', {}, untrustedText(part))),
  )
}

/** @param {PageDetail} detail */
function messages({ failure, assertion }) {
  const list = element('div', {})
  if (failure !== undefined) list.append(element('p', { class: 'warning' }, untrustedText(failure)))
  if (assertion !== undefined) {
    const [passed, message] = assertion
    const text = `The project’s own assertion ${passed === 1 ? 'passed' : 'failed'}${message === null ? '' : ': '}`
    list.append(element('p', {}, text, untrustedText(message ?? '')))
  }
  return list
}

/** @param {PageDetail} detail */
function differences({ differences: rows = [], differenceCount = rows.length }) {
  if (rows.length === 0) return null
  const rest = differenceCount - rows.length
  const note = rest > 0 ? `; ${integer(rest)} more are in report.json` : ''
  const caption = `${integer(rows.length)} ${rows.length === 1 ? 'difference' : 'differences'} by path${note}`
  return element(
    'div',
    { class: 'scroll', role: 'group', 'aria-label': 'Differences' },
    element(
      'table',
      { class: 'differences' },
      element('caption', {}, caption),
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          ...['Path', 'Class', 'Expected', 'Received'].map((title) => element('th', { scope: 'col' }, title)),
        ),
      ),
      element(
        'tbody',
        {},
        ...rows.map(([path, kind, expected, received]) =>
          element(
            'tr',
            {},
            element('th', { scope: 'row' }, element('code', {}, untrustedText(path))),
            element('td', {}, kind),
            element('td', { class: 'expected' }, valueText(expected)),
            element('td', { class: 'received' }, valueText(received)),
          ),
        ),
      ),
    ),
  )
}

/** @param {string | null} json */
function valueText(json) {
  return json === null ? element('i', {}, 'nothing') : element('code', {}, untrustedText(json))
}

/**
 * @param {DetailContext} context
 * @param {string} title
 * @param {number} ref
 * @param {boolean} json whether it may be JSON, which is indented; a button shows the text unchanged
 */
function textPane({ data, cut }, title, ref, json) {
  const text = data.texts[ref] ?? ''
  const indented = json ? indentJson(text) : text
  const label = element('h3', {}, untrustedText(title))
  const content = element('pre', { role: 'group' })
  content.setAttribute('aria-label', title)
  content.append(text === '' ? element('i', {}, 'empty') : untrustedText(indented))
  const length = cut.get(ref)
  return element(
    'section',
    { class: 'pane' },
    element(
      'div',
      { class: 'pane-title' },
      label,
      indented !== text && rawButton(title, content, text, indented),
    ),
    content,
    length !== undefined &&
      element(
        'p',
        { class: 'note' },
        `Shortened: ${integer(length)} characters in all, report.json has them.`,
      ),
  )
}

/**
 * @param {string} title
 * @param {HTMLElement} content
 * @param {string} raw
 * @param {string} indented
 */
function rawButton(title, content, raw, indented) {
  const button = element('button', { type: 'button', 'aria-pressed': 'false' }, 'as written')
  button.setAttribute('aria-label', `${title} as written`)
  button.addEventListener('click', () => {
    const pressed = button.getAttribute('aria-pressed') !== 'true'
    button.setAttribute('aria-pressed', String(pressed))
    content.replaceChildren(untrustedText(pressed ? raw : indented))
  })
  return button
}

/** @param {PageDetail} detail */
function modeTable({ scores }) {
  if (scores === undefined) return null
  const modes = ['strict', 'lenient', 'official', 'task']
  const yes = (/** @type {0 | 1 | null} */ value) => (value === null ? 'n/a' : value === 1 ? 'yes' : 'no')
  return element(
    'table',
    { class: 'modes' },
    element('caption', {}, 'Scores of this output'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Mode', 'JSON found', 'Exact', 'FieldF1', 'Complies'].map((title) =>
          element('th', { scope: 'col', class: title === 'FieldF1' ? 'number' : null }, title),
        ),
      ),
    ),
    element(
      'tbody',
      {},
      ...scores.map(([parsed, exact, fieldF1, compliance], index) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, modes[index] ?? ''),
          element('td', {}, yes(parsed)),
          element('td', {}, yes(exact)),
          element('td', { class: 'number' }, f1(fieldF1)),
          element('td', {}, yes(compliance)),
        ),
      ),
    ),
  )
}

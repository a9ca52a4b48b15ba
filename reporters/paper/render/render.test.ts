import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../../../plugin/core/printable.ts'
import { markdownText } from '../../render/markdown/markdown-text.ts'
import { spreadsheetText } from '../../render/spreadsheet-text.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { readCsv } from '../../test-support/read-csv.ts'
import type { PaperTable } from '../table.ts'
import { renderCsv } from './csv.ts'
import { latexText, renderLatex } from './latex.ts'
import { renderMarkdown } from './markdown.ts'

const table: PaperTable = {
  kind: 'table',
  caption: 'Results',
  columns: [
    { title: 'model', kind: 'text' },
    { title: 'JSONExact (%)', kind: 'estimate', digits: 1, scale: 100 },
    { title: 'tokens', kind: 'number' },
  ],
  rows: [
    { cells: ['ours_q4', { value: 0.5506, low: 0.473, high: 0.6262 }, 34_286] },
    { cells: ['none', null, null] },
    { cells: ['theirs', 0.247, 0], published: true, startsGroup: true },
  ],
  notes: ['A note.'],
}

/** One untrusted text wherever a table can hold one. */
function hostileTable(text: string): PaperTable {
  const columns = [
    { title: text, kind: 'text' as const },
    { title: text, kind: 'text' as const, published: true },
  ]
  return {
    kind: 'table',
    caption: text,
    columns,
    rows: [{ cells: [text, text], published: true }],
    notes: [text],
  }
}

const nasty = fc.oneof(
  hostileText,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'\\{}$&#%_^~<>|"\'`[]()*@:-=+!/. \n\ta1') }),
  fc.constantFrom(
    '\\input{/etc/passwd}',
    '\\end{tabular}',
    '[1ex]',
    '*',
    '=HYPERLINK("http://evil.example")',
    '@SUM(A1)',
    '\t=1',
    '| a | b |',
    '<script>',
    'www.evil.example',
    'https://evil.example',
    '![x](y)',
    '@octocat',
    'x@evil.example',
    '- item',
    '12. item',
  ),
)

describe('Markdown', () => {
  test('a table', () => {
    expect(renderMarkdown(table, 'Table 3')).toBe(
      [
        '**Table 3. Results**',
        '',
        '| model | JSONExact (%) | tokens |',
        '| --- | ---: | ---: |',
        '| ours_q4 | 55.1 [47.3, 62.6] | 34,286 |',
        '| none | – | – |',
        '| theirs † | 24.7 | 0 |',
        '',
        'A note.',
        '',
        'In brackets: 95 % interval.',
        '',
        '–: not measured, or not known.',
        '',
        '†: published, not measured here.',
        '',
      ].join('\n'),
    )
  })

  test('untrusted text stays in its cell and has no effect', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const lines = renderMarkdown(hostileTable(text), 'Table 1').split('\n')
        const rows = lines.filter((line) => line.startsWith('| '))
        expect(rows).toHaveLength(3)
        for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(3)
        const markup = markdownText(text)
        // Besides references and the empty element, no mark that begins anything.
        const rest = markup.replace(/(?:&#\d+;|<wbr>)+/g, 'x')
        expect(rest).not.toMatch(/[$&*<>@[\\\]`|~]|www\.|:[^\s\d]|^[-+=#]|^\d+[.)](?:\s|$)/i)
        expect(rest).not.toMatch(/(?<![\p{L}\p{N}_])_+(?=[\p{L}\p{N}])/u)
      }),
    )
  })

  test('and still reads as it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = markdownText(text)
          .replaceAll('<wbr>', '')
          .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        expect(shown).toBe(printable(text, 200).trim())
      }),
    )
  })
})

describe('CSV', () => {
  test('a table: intervals in columns of their own, empty where not measured', () => {
    expect(readCsv(renderCsv(table))).toEqual([
      ['model', 'JSONExact (%)', 'JSONExact (%) low', 'JSONExact (%) high', 'tokens', 'origin'],
      ['ours_q4', '55.06', '47.3', '62.62', '34286', 'measured'],
      ['none', '', '', '', '', 'measured'],
      ['theirs', '24.7', '', '', '0', 'published, not measured here'],
    ])
  })

  test('numbers stay numbers, negative ones too', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const [, row] = readCsv(renderCsv({ ...table, rows: [{ cells: ['a', null, value] }] }))
        expect(Number(row?.[4])).toBe(Number(value.toPrecision(12)))
        expect(row?.[4]).toMatch(/^-?\d/)
      }),
    )
  })

  test('untrusted text is one cell and no formula', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const [header, row] = readCsv(renderCsv(hostileTable(text)))
        expect(header?.[0]).toBe(spreadsheetText(text))
        expect(row?.slice(0, 2)).toEqual([spreadsheetText(text), spreadsheetText(text)])
        for (const cell of [...(header ?? []), ...(row ?? [])]) {
          if (!/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell)) expect(cell).not.toMatch(/^[=+\-@\t\r]/)
        }
      }),
    )
  })
})

/** Reads a text that must be without effect: escaped marks, groups without content, and what has no meaning. */
function latexShows(source: string): string {
  const names = new Map([
    ['textbackslash', '\\'],
    ['textasciicircum', '^'],
    ['textasciitilde', '~'],
    ['textless', '<'],
    ['textgreater', '>'],
    ['textbar', '|'],
    ['textquotesingle', "'"],
    ['textasciigrave', '`'],
    ['textendash', '–'],
    ['textdagger', '†'],
    ['ldots', '…'],
  ])
  return source.replace(
    /\{\\char34\}|\\([a-z]+)\{\}|\\([{}$&#%_])|\$(\\leq|\\times|-)\$|([-,])\{\}|([\\{}$&#%_^~<>|"'`])/g,
    (found, name?: string, mark?: string, math?: string, single?: string, live?: string) => {
      if (live !== undefined) throw new Error(`a live ${live} in ${source}`)
      if (found === '{\\char34}') return '"'
      if (math !== undefined) return math === '-' ? '−' : math === '\\leq' ? '≤' : '×'
      return single ?? mark ?? names.get(name ?? '') ?? `?${found}?`
    },
  )
}

describe('LaTeX', () => {
  test('a table with booktabs rules', () => {
    expect(renderLatex(table, 'edgejson-results')).toBe(String.raw`\begin{table*}[t]
\centering
\caption{Results}
\label{tab:edgejson-results}
\small
\setlength{\tabcolsep}{4pt}
\begin{tabular}{@{}lrr@{}}
\toprule
{}model & JSONExact (\%) & tokens \\
\midrule
{}ours\_q4 & 55.1 {\scriptsize [47.3, 62.6]} & 34,286 \\
{}none & \textendash{} & \textendash{} \\
\addlinespace
{}theirs \textdagger{} & 24.7 & 0 \\
\bottomrule
\end{tabular}

\smallskip
\parbox{0.95\linewidth}{\footnotesize A note. In brackets: 95 \% interval. \textendash{}: not measured, or not known. \textdagger{}: published, not measured here.}
\end{table*}
`)
  })

  test('untrusted text has no effect, and reads as it was', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const source = latexText(text)
        expect(latexShows(source)).toBe(printable(text, 200))
        expect(source).not.toMatch(/--|,,/)
      }),
    )
  })

  test('a row cannot be read as an argument of the command before it', () => {
    const text = renderLatex({ ...hostileTable('[1ex]'), notes: [] }, 'x')
    expect(text).toContain('\n{}[1ex]')
    for (const line of text.split('\n')) expect(line).not.toMatch(/^(\[|\*)/)
  })

  test('braces balance, whatever the text', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        let depth = 0
        const source = renderLatex(hostileTable(text), 'x').replace(/\\[{}\\]/g, '')
        for (const mark of source) {
          if (mark === '{') depth += 1
          if (mark === '}') depth -= 1
          expect(depth).toBeGreaterThanOrEqual(0)
        }
        expect(depth).toBe(0)
      }),
    )
  })
})

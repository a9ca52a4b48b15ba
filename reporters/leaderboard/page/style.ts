/** The page's own style: light and dark by the reader's choice, no font or picture from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --soft: #57606a; --line: #d0d7de; --row: #f6f8fa; --accent: #0a6ebd; --band: #9cc7ea; --bad: #a4262c }
@media (prefers-color-scheme: dark) { :root { --bg: #0f1419; --fg: #e6e9ed; --soft: #9aa6b2; --line: #30363d; --row: #171d24; --accent: #58b0f5; --band: #24527a; --bad: #ff8f8a } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 88rem; padding: 1.5rem 1rem 3rem; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.2rem 0 .5rem }
p, li { max-width: 72ch } .soft, caption, small { color: var(--soft) } .warning { border-left: .25rem solid var(--bad); padding-left: .75rem }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .4rem } .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
th, td { padding: .4rem .5rem; text-align: right; vertical-align: top; border-bottom: 1px solid var(--line) }
thead th { background: var(--row); white-space: nowrap; vertical-align: middle; font-weight: 600 } tbody tr:last-child > * { border-bottom: 0 } tbody tr:hover > * { background: var(--row) }
tbody th { font-weight: inherit } .text { text-align: left } .model { min-width: 11rem; overflow-wrap: anywhere } .model b { display: block } .model small { display: block } .rank { font-weight: 700; white-space: nowrap }
td.n { white-space: nowrap } small { line-height: 1.35 } td small { display: block; white-space: nowrap } td small.wrap, .why { white-space: normal; overflow-wrap: anywhere } .none { color: var(--soft) }
th button { all: unset; cursor: pointer; padding: .1rem .2rem; border-radius: .2rem } th button:hover { color: var(--accent) } th button:focus-visible { outline: 2px solid var(--accent) }
th button::after { content: "\\2195"; color: var(--soft); margin-left: .25rem } th[aria-sort="ascending"] button::after { content: "\\25B2"; color: inherit } th[aria-sort="descending"] button::after { content: "\\25BC"; color: inherit }
svg.range { display: block; width: 6.5rem; height: .8rem; margin-left: auto } .track { stroke: var(--line) } .band { stroke: var(--band) } .dot { fill: var(--accent) }
a { color: var(--accent) } code { font-size: .9em; overflow-wrap: anywhere }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media print { th button::after { content: none } .scroll { overflow: visible; border: 0 } body { max-width: none } }
`

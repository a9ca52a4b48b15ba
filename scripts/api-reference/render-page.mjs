import { Node, TypeFormatFlags } from 'ts-morph'
import { docOf, membersOf } from './read-entries.mjs'

const ORDER = ['function', 'class', 'constant', 'interface', 'type']

/** The page in Markdown. */
export function renderPage(entries) {
  const anchors = anchorsOf(entries)
  const link = (name) => (anchors.has(name) ? `[\`${name}\`](#${anchors.get(name)})` : `\`${name}\``)
  const parts = [
    '# API',
    '<!-- Generated from the docstrings by scripts/write-api-reference.mjs: edit those and run npm run docs:api. -->',
    'Every export of the package. A member without a default is required, or is something that you read.',
  ]
  for (const entry of entries) {
    parts.push(`## ${entry.name}`, prose(entry.about, link))
    if (entry.elsewhere.length > 0)
      parts.push(`Also exported here: ${entry.elsewhere.sort(byText).map(link).join(', ')}.`)
    for (const symbol of inOrder(entry.symbols)) parts.push(...renderSymbol(symbol, link))
  }
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function inOrder(symbols) {
  return [...symbols].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || byText(a.name, b.name))
}

/** Anchors of the headings: two that differ only in case get a number. */
function anchorsOf(entries) {
  const used = new Map()
  const anchors = new Map()
  for (const { symbols } of entries) {
    for (const { name } of inOrder(symbols)) {
      const anchor = name.toLowerCase()
      const count = used.get(anchor) ?? 0
      used.set(anchor, count + 1)
      anchors.set(name, count === 0 ? anchor : `${anchor}-${count}`)
    }
  }
  return anchors
}

function byText(a, b) {
  return a < b ? -1 : a > b ? 1 : 0
}

function renderSymbol(symbol, link) {
  const doc = docOf(symbol.declaration)
  return [
    `### ${symbol.name}`,
    `\`\`\`ts\n${signature(symbol)}\n\`\`\``,
    prose(doc?.text ?? '', link),
    tagLines(doc, link),
    memberTable(membersOf(symbol), link),
  ]
}

function signature({ name, kind, declaration, declarations }) {
  if (kind === 'function') return declarations.map((each) => call(each, `function ${name}`)).join('\n')
  if (kind === 'constant')
    return `const ${name}: ${declaration.getTypeNode()?.getText() ?? declaration.getType().getText()}`
  if (kind === 'type') return aliasText(declaration)
  const parameters = declaration.getTypeParameters().map((each) => each.getText())
  const head = `${kind} ${name}${parameters.length > 0 ? `<${parameters.join(', ')}>` : ''}`
  if (kind === 'interface') {
    const bases = declaration.getExtends().map((base) => base.getText())
    return bases.length > 0 ? `${head} extends ${bases.join(', ')}` : head
  }
  const base = declaration.getExtends()?.getText()
  const made = declaration.getConstructors().map((each) => call(each, `new ${name}`))
  return [base === undefined ? head : `${head} extends ${base}`, ...made].join('\n')
}

/** As in the source; a type that is taken from a constant is spelt out. */
function aliasText(declaration) {
  const text = declaration.getText().replace(/^export /, '')
  if (!/typeof|Static</.test(text)) return text
  const flags =
    TypeFormatFlags.InTypeAlias |
    TypeFormatFlags.NoTruncation |
    TypeFormatFlags.UseSingleQuotesForStringLiteralType
  return `type ${declaration.getName()} = ${declaration.getType().getText(declaration, flags)}`
}

/** Parameters and result as a caller sees them: a parameter with a default value is optional. */
function call(declaration, name) {
  const parameters = declaration.getParameters().map((parameter) => {
    const type = parameter.getTypeNode()?.getText() ?? parameter.getType().getText(parameter)
    const pattern = Node.isIdentifier(parameter.getNameNode()) ? parameter.getName() : 'options'
    return `${parameter.isRestParameter() ? '...' : ''}${pattern}${parameter.isOptional() ? '?' : ''}: ${type}`
  })
  const generic = declaration.getTypeParameters().map((each) => each.getText())
  const result = declaration.getReturnTypeNode?.()?.getText()
  const head = `${name}${generic.length > 0 ? `<${generic.join(', ')}>` : ''}`
  const line = `${head}(${parameters.join(', ')})${result === undefined ? '' : `: ${result}`}`
  if (line.length <= 100) return line
  return `${head}(\n${parameters.map((each) => `  ${each},\n`).join('')})${result === undefined ? '' : `: ${result}`}`
}

function memberTable(members, link) {
  if (members.length === 0) return ''
  const rows = members.map((member) => {
    const { text, tags } = docOf(member) ?? inherited(member)
    const [rest, fallback] = splitDefault(text, tags)
    const lines = [rest, tagLines({ tags }, link)].filter((line) => line !== '').join(' ')
    return [memberName(member), code(memberType(member)), cell(fallback, link), cell(lines, link)]
  })
  const defaults = rows.some(([, , fallback]) => fallback !== '')
  const titles = ['member', 'type', ...(defaults ? ['default'] : []), 'meaning']
  const table = [titles, titles.map(() => '---')]
  for (const [name, type, fallback, text] of rows)
    table.push([name, type, ...(defaults ? [fallback] : []), text])
  return table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** The docstring of the member that this one implements. */
function inherited(member) {
  const none = { text: '', tags: [] }
  const owner = member.getParent()
  if (!Node.isClassDeclaration(owner)) return none
  const bases = [...owner.getImplements(), owner.getExtends()].filter((base) => base !== undefined)
  for (const base of bases) {
    const declared = base.getType().getProperty(member.getName())?.getDeclarations() ?? []
    const doc = declared.map(docOf).find((each) => each !== null)
    if (doc !== undefined) return doc
  }
  return none
}

function memberName(member) {
  return `\`${member.getName()}${member.hasQuestionToken?.() ? '?' : ''}\``
}

function memberType(member) {
  if (Node.isMethodSignature(member) || Node.isMethodDeclaration(member)) return call(member, '')
  const typed = 'getTypeNode' in member ? member.getTypeNode()?.getText() : undefined
  return typed ?? member.getReturnTypeNode?.()?.getText() ?? member.getType().getText(member)
}

/** A description without its sentence on the default, and that default. */
function splitDefault(text, tags) {
  const tag = tags.find(({ name }) => name === 'default')
  if (tag !== undefined) return [text, tag.text]
  const match = /(?:^|\s)Default:?\s+([\s\S]*?)\.(?=\s|$)/.exec(text)
  if (match === null) return [text, '']
  return [`${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`.trim(), match[1]]
}

const TITLES = { throws: 'Throws', returns: 'Returns', example: 'Example' }

function tagLines(doc, link) {
  return (doc?.tags ?? [])
    .filter(({ name }) => TITLES[name] !== undefined)
    .map(({ name, text }) => `${TITLES[name]} ${prose(text, link)}`)
    .join('\n\n')
}

function prose(text, link) {
  return text.replaceAll('\r', '').replaceAll(/\{@link\s+([\w.]+)\}/g, (_, name) => link(name))
}

/** A text in a cell: one line; a bar would end the cell. */
function cell(text, link) {
  return prose(text, link).replaceAll(/\s+/g, ' ').trim().replaceAll('|', '\\|')
}

function code(text) {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')
  return `\`${line}\``
}

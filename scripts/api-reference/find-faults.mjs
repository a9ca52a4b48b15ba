import { Node, SyntaxKind } from 'ts-morph'
import { docOf, membersOf } from './read-entries.mjs'

/** Interfaces of options: each member that may be left out says its default. */
const OPTIONS = /(?:Options|Thresholds|Definition)$/
/** What a user writes or implements: each of its types is exported. */
const WRITTEN =
  /(?:Options|Thresholds|Definition)$|^(?:AssertionContext|Completion|CompletionRequest|Engine|EngineResult|ReasoningMarkers)$/

/** What the docstrings of the public symbols lack, a sentence each. */
export function findFaults(entries) {
  const symbols = entries.flatMap((entry) => entry.symbols)
  const exported = new Set(symbols.flatMap(({ declarations }) => declarations))
  return entries.flatMap((entry) =>
    entry.symbols.flatMap((symbol) => [
      ...undocumented(entry, symbol),
      ...withoutDefault(entry, symbol),
      ...unknownThrows(entry, symbol),
      ...notExported(entry, symbol, exported),
    ]),
  )
}

function undocumented(entry, symbol) {
  const faults = []
  if (!docOf(symbol.declaration)?.text) faults.push(`${entry.name}: ${symbol.name} has no docstring`)
  for (const member of membersOf(symbol)) {
    // What a class implements is documented where it was declared.
    if (implementsMember(symbol.declaration, member)) continue
    if (!docOf(member)?.text)
      faults.push(`${entry.name}: ${symbol.name}.${member.getName()} has no docstring`)
  }
  return faults
}

function implementsMember(declaration, member) {
  if (!Node.isClassDeclaration(declaration)) return false
  return declaration
    .getImplements()
    .some((clause) => clause.getType().getProperty(member.getName()) !== undefined)
}

function withoutDefault(entry, symbol) {
  if (symbol.kind !== 'interface' || !OPTIONS.test(symbol.name)) return []
  return membersOf(symbol)
    .filter((member) => member.hasQuestionToken?.())
    .filter((member) => {
      const { text = '', tags = [] } = docOf(member) ?? {}
      return !/\bDefault\b/.test(text) && !tags.some(({ name }) => name === 'default')
    })
    .map((member) => `${entry.name}: ${symbol.name}.${member.getName()} does not say its default`)
}

/** Errors that a function or a function that it calls makes, and that no `@throws` names. */
function unknownThrows(entry, symbol) {
  const owners = [symbol.declaration, ...membersOf(symbol)].filter((node) => node.getBody?.())
  return owners.flatMap((owner) => {
    const said = (docOf(owner)?.tags ?? []).filter(({ name }) => name === 'throws').map(({ text }) => text)
    return [...thrown(owner)]
      .filter((error) => !said.some((text) => text.includes(error)))
      .map((error) => `${entry.name}: ${symbol.name} may throw ${error} and has no @throws with it`)
  })
}

/**
 * Codes of the EdgejsonErrors that are made in the body, and in those of the functions of this package that it calls; names
 * of other errors that the body itself throws.
 */
function thrown(owner, seen = new Set()) {
  const body = owner.getBody?.()
  if (body === undefined || seen.has(owner)) return new Set()
  seen.add(owner)
  const codes = new Set()
  for (const made of body.getDescendantsOfKind(SyntaxKind.NewExpression)) {
    const [code] = made.getArguments()
    const name = made.getExpression().getText()
    if (name === 'EdgejsonError' && Node.isStringLiteral(code)) codes.add(code.getLiteralText())
    else if (seen.size === 1 && Node.isThrowStatement(made.getParent())) codes.add(name)
  }
  for (const made of body.getDescendantsOfKind(SyntaxKind.CallExpression)) {
    const callee = made.getExpression()
    if (!namesFunction(callee)) continue
    const named = callee.getSymbol()
    const [called] = (named?.getAliasedSymbol() ?? named)?.getDeclarations() ?? []
    if (called !== undefined && Node.isFunctionDeclaration(called) && isLocal(called))
      for (const code of thrown(called, seen)) codes.add(code)
  }
  return codes
}

/** True for what may name a function declaration; the symbol of any other callee would cost the inference of its type. */
function namesFunction(callee) {
  if (Node.isIdentifier(callee)) return true
  const owner = Node.isPropertyAccessExpression(callee) ? callee.getExpression().getText() : null
  return callee
    .getSourceFile()
    .getImportDeclarations()
    .some((each) => each.getNamespaceImport()?.getText() === owner)
}

/** Types of this package that a public signature names and no entry exports. */
function notExported(entry, symbol, exported) {
  if (!WRITTEN.test(symbol.name)) return []
  const names = new Set()
  for (const signature of symbol.declarations) {
    const body = signature.getBody?.()
    for (const reference of signature.getDescendantsOfKind(SyntaxKind.TypeReference)) {
      if (body !== undefined && reference.getPos() >= body.getPos()) continue
      const named = reference.getTypeName()
      const own = (named.getSymbol()?.getAliasedSymbol() ?? named.getSymbol())?.getDeclarations() ?? []
      if (own.some((declaration) => isLocal(declaration) && !exported.has(declaration)))
        names.add(named.getText())
    }
  }
  return [...names].map((name) => `${entry.name}: ${symbol.name} uses ${name}, which no entry exports`)
}

function isLocal(declaration) {
  if (Node.isTypeParameterDeclaration(declaration)) return false
  return !declaration.getSourceFile().getFilePath().includes('/node_modules/')
}

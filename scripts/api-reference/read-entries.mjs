import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Node, Project } from 'ts-morph'

/** The public entries of package.json with their exports: each export once, in the first entry that has it. */
export function readEntries(root) {
  const { name, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const project = new Project({
    tsConfigFilePath: path.join(root, 'tsconfig.json'),
    skipAddingFilesFromTsConfig: true,
  })
  const homes = new Map()
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([key, { types }]) => {
      const source = types.replace('./dist/', '').replace(/\.d\.ts$/, '.ts')
      const file = project.addSourceFileAtPath(path.join(root, source))
      const entry = { name: name + key.slice(1), about: leadingComment(file), symbols: [], elsewhere: [] }
      for (const [exported, declarations] of file.getExportedDeclarations()) {
        const [declaration] = declarations
        if (exported === 'default') continue
        if (homes.has(declaration)) entry.elsewhere.push(exported)
        else {
          homes.set(declaration, entry.name)
          entry.symbols.push({ name: exported, kind: kindOf(declaration), declaration, declarations })
        }
      }
      return entry
    })
}

const KINDS = [
  ['function', Node.isFunctionDeclaration],
  ['class', Node.isClassDeclaration],
  ['interface', Node.isInterfaceDeclaration],
  ['type', Node.isTypeAliasDeclaration],
  ['constant', Node.isVariableDeclaration],
]

function kindOf(declaration) {
  const kind = KINDS.find(([, is]) => is(declaration))?.[0]
  if (kind === undefined) throw new Error(`no kind for ${declaration.getKindName()} ${declaration.getText()}`)
  return kind
}

function leadingComment(file) {
  const [comment] = /\/\*\*[\s\S]*?\*\//.exec(file.getFullText()) ?? ['']
  return comment.replace(/^\/\*\*|\*\/$|^\s*\* ?/gm, '').trim()
}

/** Description and tags of the docstring of a declaration or member; null if there is none. */
export function docOf(node) {
  const owner = Node.isVariableDeclaration(node) ? node.getVariableStatement() : node
  const doc = owner?.getJsDocs?.().at(-1)
  if (doc === undefined) return null
  return {
    text: doc.getDescription().trim(),
    tags: doc.getTags().map((tag) => ({ name: tag.getTagName(), text: tagText(tag) })),
  }
}

/** The text of a tag with its type: `{JsonSyntaxError} where …` becomes `JsonSyntaxError where …`. */
function tagText(tag) {
  return tag
    .getText()
    .replace(/^@\w+\s*/, '')
    .replace(/^\{([\w.]+)\}/, '$1')
    .replaceAll(/\n\s*\*\/?[ \t]?/g, '\n')
    .trim()
}

/** What a user can read or call of an interface or class. */
export function membersOf({ declaration, kind }) {
  if (kind === 'interface') return [...declaration.getProperties(), ...declaration.getMethods()]
  if (kind === 'class') {
    const members = [
      ...declaration.getInstanceProperties(),
      ...declaration.getStaticMethods(),
      ...declaration.getInstanceMethods(),
    ]
    // What every error or every base has needs no row.
    return members.filter(
      (member) =>
        member.getScope() === 'public' && !member.getName().startsWith('#') && !member.hasOverrideKeyword?.(),
    )
  }
  return []
}

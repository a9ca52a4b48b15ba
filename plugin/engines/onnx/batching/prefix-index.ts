import { BLOCK } from '../graph/paged-attention.ts'

/** A stored KV block of a prompt; its path from the root spells all tokens before it. */
export interface PrefixNode {
  readonly parent: PrefixNode | null
  /** Its tokens. */
  readonly key: string
  readonly children: Map<string, PrefixNode>
  /** Where it is stored; null once it is evicted. */
  block: number | null
  /** Larger: used later. */
  used: number
}

/**
 * Which prefixes of prompts are stored, as a tree: an edge is the tokens of one KV block, so equal paths are equal tokens
 * and nothing depends on a hash. Bookkeeping only; the blocks are in `KvCache`.
 */
export class PrefixIndex {
  readonly #roots = new Map<string, PrefixNode>()
  readonly #byBlock = new Map<number, PrefixNode>()
  #clock = 0

  /** Stored blocks. */
  get size(): number {
    return this.#byBlock.size
  }

  /** The stored block with the lowest number. */
  get lowest(): number | null {
    let lowest: number | null = null
    for (const block of this.#byBlock.keys()) if (lowest === null || block < lowest) lowest = block
    return lowest
  }

  /** The stored blocks that a prompt begins with, at most `most`; they count as used now. */
  find(tokens: readonly number[], most: number): PrefixNode[] {
    const path: PrefixNode[] = []
    let children: ReadonlyMap<string, PrefixNode> = this.#roots
    while (path.length < most) {
      const node = children.get(keyOf(tokens, path.length))
      if (node === undefined) break
      path.push(node)
      children = node.children
    }
    // A block is used later than those after it, so that the end of a path is evicted first.
    for (const node of path.toReversed()) node.used = ++this.#clock
    return path
  }

  /** Stores a prompt's block after its `parent`. */
  add(tokens: readonly number[], parent: PrefixNode | null, index: number, block: number): PrefixNode {
    const node: PrefixNode = {
      parent,
      key: keyOf(tokens, index),
      children: new Map(),
      block,
      used: ++this.#clock,
    }
    ;(parent?.children ?? this.#roots).set(node.key, node)
    this.#byBlock.set(block, node)
    return node
  }

  /** Forgets the block that was used least recently, of those that no stored block follows; its number, or null. */
  evict(except: PrefixNode | null = null): number | null {
    let oldest: PrefixNode | null = null
    for (const node of this.#byBlock.values()) {
      if (node.children.size > 0 || node === except) continue
      if (oldest === null || node.used < oldest.used) oldest = node
    }
    const block = oldest?.block ?? null
    if (oldest === null || block === null) return null
    ;(oldest.parent?.children ?? this.#roots).delete(oldest.key)
    this.#byBlock.delete(block)
    oldest.block = null
    return block
  }

  /** A stored block has moved. */
  moved(from: number, to: number): void {
    const node = this.#byBlock.get(from)
    if (node === undefined) return
    this.#byBlock.delete(from)
    this.#byBlock.set(to, node)
    node.block = to
  }
}

function keyOf(tokens: readonly number[], index: number): string {
  return tokens.slice(index * BLOCK, (index + 1) * BLOCK).join(' ')
}

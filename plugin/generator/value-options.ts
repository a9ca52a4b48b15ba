/** How an expected value is generated. */
export interface ValueOptions {
  /** Chance that an optional property of the root is present. */
  readonly optionalAtRoot: number
  /** The same deeper down. */
  readonly optionalBelow: number
  /** Longest list at the root; one shorter for every enclosing list. */
  readonly maxItems: number
  /** Chance of the `realistic` flavour. */
  readonly realistic: number
  /** True for values, gaps and lists as varied as the benchmark's own; see `ValueVariety`. */
  readonly broad: boolean
  /**
   * True if an item of a list may lack its first field when the order of the others shows where it begins.
   */
  readonly looseItems: boolean
  /** True when the prompt can show line breaks and double quotes. */
  readonly verbatim: boolean
}

/** The benchmark's own frequencies (its train split), and two examples of five in realistic words. */
export const defaultValueOptions: ValueOptions = {
  optionalAtRoot: 0.74,
  optionalBelow: 0.6,
  maxItems: 5,
  realistic: 0.4,
  broad: false,
  looseItems: false,
  verbatim: false,
}

/** What the page's own modules export, for tests that run them without a browser. */
export interface ClientModules {
  readonly 'visible-text': {
    oneLine(text: string): string
    visiblePieces(text: string): { text: string; hidden: boolean }[]
  }
  readonly 'json-layout': { indentJson(text: string): string }
  readonly address: {
    readAddress(hash: string): Record<string, string> | null
    writeAddress(state: Record<string, string>): string
  }
  readonly search: {
    searchWords(query: string): string[]
    CaseSearch: new (
      texts: readonly string[],
    ) => { matcher(words: readonly string[]): (item: ClientCase) => boolean }
  }
  readonly 'case-order': {
    sortCases<T extends Partial<ClientCase>>(
      cases: readonly T[],
      order: { key: string; descending: boolean },
    ): T[]
  }
  readonly 'case-data': {
    readCases(data: unknown, run: unknown): ClientCase[]
    changeOf(item: Partial<ClientCase>, other: Partial<ClientCase> | undefined): string
  }
  readonly 'case-query': {
    filterCases(
      cases: readonly ClientCase[],
      query: Readonly<Record<string, string>>,
      changeOf: (item: ClientCase) => string,
      contains: (item: ClientCase) => boolean,
    ): ClientCase[]
  }
}

export interface ClientCase {
  readonly id: string
  readonly line: number
  readonly status: string
  readonly schema: string
  readonly errorClass: string
  readonly prompt: number
  readonly expected: number
  readonly output: number
  readonly f1: number | null
  readonly exact: boolean | null
  readonly detail: object
}

/** They are plain JavaScript, which the compiler does not see: `client/tsconfig.json` checks them. */
export async function clientModule<Name extends keyof ClientModules>(
  name: Name,
): Promise<ClientModules[Name]> {
  return await import(new URL(`../../render/html/client/${name}.js`, import.meta.url).href)
}

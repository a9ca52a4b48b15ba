/**
 * A value as JSON that is safe in a `<script>` element: no `<`, so neither an end tag nor a comment can begin in it;
 * line separators are escaped for programs that parse it as JavaScript. Lone surrogates are escapes already, so the
 * text can be UTF-8.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<\u2028\u2029]/g, (char) => ESCAPES[char] ?? char)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
}

/** Length of the result of {@link scriptJson}, in bytes of UTF-8. */
export function scriptJsonBytes(value: unknown): number {
  return Buffer.byteLength(scriptJson(value))
}

/** Replaces a secret in every text. */
const MASK = '…'
/** Shorter values are placeholders (`none`): they are only removed from the texts of servers. */
const SHORTEST = 8
/**
 * From this length on a value cannot be a word of a language: it is removed inside words and in other
 * encodings as well.
 */
const DISTINCT = 16
/**
 * From this length on a value is removed from the output of a model, where a false match would change a
 * score.
 */
const UNMISTAKABLE = 20
/** Length of a fragment of a secret that is removed from the texts of servers, in UTF-16 units. */
const PART = 6

interface Secret {
  readonly value: string
  /** The value as it is and in other encodings, longest first. */
  readonly forms: readonly string[]
  /** The value as a whole word. */
  readonly word: RegExp
}

const known = new Map<string, Secret>()
let longest = 0

/**
 * Registers a value that no output may show: an API key, a password of a URL. From then on {@link redacted}
 * removes it from every text that this process prints or quotes in a message.
 */
export function addSecret(value: string | null | undefined): void {
  const text = value?.trim() ?? ''
  if (text.length < 4 || known.has(text)) return
  const secret: Secret = {
    value: text,
    forms: formsOf(text),
    word: new RegExp(`(?<![\\w-])${escapeRegExp(text)}(?![\\w-])`, 'g'),
  }
  known.set(text, secret)
  longest = Math.max(longest, ...secret.forms.map(({ length }) => length))
}

/** Registers the secrets of a URL: user name, password and the values of its query. */
export function addSecretsOfUrl(url: string | undefined): void {
  if (url === undefined || !URL.canParse(url)) {
    addSecret(/\/\/([^\s/@]*)@/.exec(url ?? '')?.[1])
    return
  }
  const { username, password, searchParams } = new URL(url)
  for (const each of [username, password, ...searchParams.values()]) addSecret(decoded(each))
}

/** Registers the secrets that this package reads from the environment, and those of proxies. */
export function addSecretsOfEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  for (const name of ['EDGEJSON_API_KEY', 'OPENAI_API_KEY', 'HF_TOKEN']) addSecret(env[name])
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY']) {
    addSecretsOfUrl(env[name])
    addSecretsOfUrl(env[name.toLowerCase()])
  }
}

/** Names of headers and query parameters whose values are credentials. */
const CREDENTIAL = /key|token|auth|secret|passw|cookie|signature|^sig$|^code$/i

/** A run of letters and digits, both in it, that is too long for a name of a model or version: `gpt-4o-mini-2024-07-18`. */
const KEY_RUN = /(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{12,}/

/** True for a text that looks like a key, whatever the name of its field. */
function isKeyLike(value: string): boolean {
  return value.length >= DISTINCT && KEY_RUN.test(value) && !/\s|:\/\//.test(value)
}

/** A header or parameter without its scheme: `Bearer …`; undefined where it has none. */
function withoutScheme(value: string): string | undefined {
  return /^\s*[A-Za-z][\w-]*\s+(\S.*)$/.exec(value)?.[1]
}

/** Whether a header or query parameter holds a credential: its name says so, or its value looks like a key. */
export function isSecretParameter(name: string, value: unknown): boolean {
  return CREDENTIAL.test(name) || (typeof value === 'string' && isKeyLike(withoutScheme(value) ?? value))
}

/** Whether a field of a request's body holds a credential. Names such as `min_tokens` and `prompt_cache_key` are not enough. */
export function isSecretOfBody(name: string, value: unknown): value is string {
  return (
    typeof value === 'string' &&
    (/api.?key|secret|passw/i.test(name) || (CREDENTIAL.test(name) && isKeyLike(value)))
  )
}

/** Registers the secrets of engine options: the API key, and credentials among headers, query parameters and fields of the body. */
export function addSecretsOfEngine(options: {
  readonly apiKey?: unknown
  readonly headers?: unknown
  readonly query?: unknown
  readonly body?: unknown
}): void {
  if (typeof options.apiKey === 'string') addSecret(options.apiKey)
  for (const fields of [options.headers, options.query]) {
    if (typeof fields !== 'object' || fields === null) continue
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value !== 'string' || !isSecretParameter(name, value)) continue
      addSecret(value)
      addSecret(withoutScheme(value))
    }
  }
  addSecretsOfBody(options.body)
}

function addSecretsOfBody(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    if (isSecretOfBody(name, member)) addSecret(member)
    else addSecretsOfBody(member)
  }
}

/** Length of the longest form of a secret, 0 without secrets. A cut must look ahead by that many units. */
export function longestSecret(): number {
  return longest
}

/**
 * The text without any secret, before any cut. A value of 16 characters or more is removed as it is,
 * URL-encoded, JSON-escaped, in base64 and in hexadecimal; a shorter one, of at least 8, where it is a whole
 * word.
 */
export function redacted(text: string): string {
  let result = text
  for (const secret of known.values()) {
    if (secret.value.length >= DISTINCT) result = withoutForms(result, secret)
    else if (secret.value.length >= SHORTEST) result = result.replace(secret.word, MASK)
  }
  return result
}

/** The output of a model without those secrets that are too long to occur by chance. */
export function redactedOutput(text: string): string {
  let result = text
  for (const secret of known.values()) {
    if (secret.value.length >= UNMISTAKABLE) result = withoutForms(result, secret)
  }
  return result
}

/**
 * The text of a server, which has received the secrets: also without short secrets, and without fragments of
 * them (from 6 characters on, or what a server leaves when it masks a key: `sk-ab***yz`).
 */
export function redactedParts(text: string): string {
  let result = text
  for (const secret of known.values()) {
    if (secret.value.length < SHORTEST) {
      result = result.replace(secret.word, MASK)
      continue
    }
    result = withoutForms(result, secret)
    result = withoutMasked(withoutParts(result, secret.value), secret.value)
  }
  return result
}

function withoutForms(text: string, { forms }: Secret): string {
  let result = text
  for (const form of forms) if (result.includes(form)) result = result.replaceAll(form, MASK)
  return result
}

/** Removes every run of characters that is also a run of the secret and long enough. */
function withoutParts(text: string, secret: string): string {
  const parts = new Set<string>()
  for (const form of new Set([secret, encodeURIComponent(secret)])) {
    for (let at = 0; at + PART <= form.length; at++) parts.add(form.slice(at, at + PART))
  }
  let result = ''
  let copied = 0
  for (let at = 0; at + PART <= text.length; at++) {
    if (!parts.has(text.slice(at, at + PART))) continue
    let end = at + PART
    while (end < text.length && parts.has(text.slice(end - PART + 1, end + 1))) end++
    result += text.slice(copied, at) + MASK
    copied = end
    at = end - 1
  }
  return result + text.slice(copied)
}

/** `sk-ab***yz`, `sk-ab...yz`: the beginning and the end that a server shows of a masked key. */
function withoutMasked(text: string, secret: string): string {
  return text.replace(
    /([\w-]{0,64})((?:\*{2,}|•{2,}|…|\.{3,})+)([\w-]{0,64})/g,
    (whole: string, before: string, _mask: string, after: string) =>
      (before.length > 1 && secret.startsWith(before)) || (after.length > 1 && secret.endsWith(after))
        ? MASK
        : whole,
  )
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8')
  const url = encodeURIComponent(secret)
  const forms = new Set([
    secret,
    url,
    url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    url.replaceAll('%20', '+'),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ])
  for (const before of [0, 1, 2]) {
    const base64 = base64Within(bytes, before)
    forms.add(base64)
    forms.add(base64.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [...forms].sort((a, b) => b.length - a.length)
}

/**
 * The characters of a base64 text that depend on these bytes only, when so many bytes (modulo 3) come before
 * them.
 */
function base64Within(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}

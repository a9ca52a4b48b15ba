import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { disturbance, machineTicks, TICKS_PER_SECOND, type TreeUse, treeUse } from '../shared/process-tree.ts'

/** An answer as the contender's process sends it. */
export interface RawAnswer {
  readonly text: string
  readonly tokensIn: number
  readonly tokensOut: number
  readonly queueMs: number | null
  readonly firstTokenMs: number
  readonly decodeMs: number
}

export interface RawSlice {
  readonly answers: readonly RawAnswer[]
  readonly seconds: number
  readonly disturbed: number | null
  readonly cpuSeconds: number | null
}

/** How much of what a failed process wrote to stderr is quoted. */
const LONGEST_COMPLAINT = 600

/** One contender in a process of its own. */
export class ContenderProcess {
  readonly #child: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly #ended: Promise<void>
  #complaint = ''
  #peakBytes: number | null = null

  private constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'], env })
    const { stdout, stderr, stdin } = this.#child
    if (stdout === null || stderr === null || stdin === null) throw new Error('pipes were requested')
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', () => resolve())
      this.#child.once('error', (error) => {
        this.#complaint += error.message
        resolve()
      })
    })
    // The reader of the completion receives the error of a process that is gone.
    stdin.on('error', () => {})
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint = (this.#complaint + text).slice(-LONGEST_COMPLAINT)
    })
    this.#lines = createInterface({ input: stdout })[Symbol.asyncIterator]()
  }

  /** Starts a contender and waits until it could answer. */
  static async start(
    command: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<{ process: ContenderProcess; info: Record<string, unknown>; loadSeconds: number }> {
    const started = performance.now()
    const made = new ContenderProcess(command, args, env)
    try {
      const { info } = await made.#next('ready')
      made.#use()
      return {
        process: made,
        info: isRecord(info) ? info : {},
        loadSeconds: (performance.now() - started) / 1000,
      }
    } catch (error) {
      await made.stop()
      throw error
    }
  }

  /** Largest memory so far, the peaks of its processes added; null where there is no /proc. */
  get peakMiB(): number | null {
    return this.#peakBytes === null ? null : this.#peakBytes / 2 ** 20
  }

  /** All answers to a slice of prompts. */
  async answer(requests: readonly { readonly id: string; readonly prompt: string }[]): Promise<RawSlice> {
    const before = this.#ticks()
    const started = performance.now()
    this.#child.stdin?.write(`${JSON.stringify({ requests })}\n`)
    const { answers } = await this.#next('answers')
    const seconds = (performance.now() - started) / 1000
    const after = this.#ticks()
    const read = Array.isArray(answers) ? answers.map(readAnswer) : []
    if (read.length !== requests.length) {
      throw new Error(`${read.length} answers to ${requests.length} prompts`)
    }
    const disturbed =
      before === null || after === null
        ? null
        : disturbance(after.machine - before.machine, after.own - before.own, seconds)
    const cpuSeconds = before === null || after === null ? null : (after.own - before.own) / TICKS_PER_SECOND
    return { answers: read, seconds, disturbed, cpuSeconds }
  }

  /** Ends the process; by force when it does not leave. */
  async stop(): Promise<void> {
    this.#child.stdin?.end()
    const patience = setTimeout(() => this.kill(), 3000)
    await this.#ended
    clearTimeout(patience)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Whether it was ended by force. */
  get killed(): boolean {
    return this.#child.killed
  }

  async #next(kind: string): Promise<Record<string, unknown>> {
    for (;;) {
      const { value, done } = await this.#lines.next()
      if (done === true) {
        await this.#ended
        throw new Error(
          this.#complaint.trim() || `its process ended (${this.#child.signalCode ?? this.#child.exitCode})`,
        )
      }
      const message = parseMessage(value)
      if (message?.bench === kind) return message
    }
  }

  #ticks(): { machine: number; own: number } | null {
    const machine = machineTicks()
    const use = this.#use()
    return machine === null || use === null ? null : { machine, own: use.ticks }
  }

  /** The system records the peaks, so no sampling is needed while the contender runs. */
  #use(): TreeUse | null {
    const use = this.#child.pid === undefined ? null : treeUse(this.#child.pid)
    if (use !== null) this.#peakBytes = Math.max(this.#peakBytes ?? 0, use.peakBytes)
    return use
  }
}

/** Null for what a library printed. */
function parseMessage(line: string): Record<string, unknown> | null {
  if (!line.startsWith('{"bench"')) return null
  const value: unknown = JSON.parse(line)
  return isRecord(value) ? value : null
}

function readAnswer(value: unknown): RawAnswer {
  if (!isRecord(value)) throw new Error(`an answer is ${JSON.stringify(value)}`)
  const { text, queueMs } = value
  if (typeof text !== 'string') throw new Error('an answer has no text')
  return {
    text,
    tokensIn: numberOf(value, 'tokensIn'),
    tokensOut: numberOf(value, 'tokensOut'),
    queueMs: typeof queueMs === 'number' ? queueMs : null,
    firstTokenMs: numberOf(value, 'firstTokenMs'),
    decodeMs: numberOf(value, 'decodeMs'),
  }
}

function numberOf(answer: Record<string, unknown>, field: string): number {
  const value = answer[field]
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new Error(`an answer's ${field} is ${JSON.stringify(value)}`)
}

import { errorMessage } from '../core/errors.ts'
import type { EnergyRecord, SampleEnergy } from '../records/energy.ts'
import { idlePower } from './measure.ts'
import { openProbe } from './open-probe.ts'
import type { EnergyProbe, EnergyReading } from './probe.ts'

/** What to measure with, and where the paths of a probe begin. */
export interface EnergyMeterOptions {
  /** See `openProbe`. */
  readonly probe: string
  /** Seconds of the idle machine; 0: none. */
  readonly idle: number
  /** Absolute path of the folder of relative paths and of commands. */
  readonly folder: string
  /** Default: {@link openProbe}. */
  readonly open?: (name: string, folder: string) => Promise<EnergyProbe>
}

/**
 * Measures one example after another. The work always runs, once: a probe that is missing or fails leaves its reason in place of
 * figures, and is not read again.
 */
export class EnergyMeter {
  readonly #options: EnergyMeterOptions
  readonly #examples: SampleEnergy[] = []
  #probe: EnergyProbe | null = null
  #scope: string | null = null
  #idleWatts: number | null = null
  #failure: string | null = null

  private constructor(options: EnergyMeterOptions) {
    this.#options = options
  }

  /** Opens the probe and measures the idle machine. Never rejects. */
  static async open(options: EnergyMeterOptions): Promise<EnergyMeter> {
    const meter = new EnergyMeter(options)
    try {
      const { open = openProbe } = options
      const probe = await open(options.probe, options.folder)
      meter.#scope = probe.scope
      if (options.idle > 0) meter.#idleWatts = await idlePower(probe, options.idle)
      meter.#probe = probe
    } catch (error) {
      meter.#fail(error)
    }
    return meter
  }

  /**
   * Runs some work and measures it.
   *
   * @param example what the joules belong to, from the result of the work
   * @throws what the work throws
   */
  async measure<T>(
    work: () => Promise<T>,
    example: (result: T) => Omit<SampleEnergy, 'joules' | 'seconds'>,
  ): Promise<T> {
    const reading = await this.#start()
    const [outcome] = await Promise.allSettled([work()])
    const span = await this.#stop(reading)
    if (outcome.status === 'rejected') throw outcome.reason
    if (span !== null) this.#examples.push({ ...example(outcome.value), ...span })
    return outcome.value
  }

  /**
   * What was measured.
   *
   * @param unfinished why the sample was not finished; null when it was
   */
  record(unfinished: string | null): EnergyRecord {
    const reason = this.#failure ?? unfinished
    return {
      status: reason === null ? 'measured' : 'failed',
      reason,
      probe: this.#options.probe,
      scope: this.#scope,
      idleSeconds: this.#options.idle,
      idleWatts: this.#idleWatts,
      examples: reason === null ? this.#examples : [],
    }
  }

  #fail(error: unknown): null {
    this.#failure ??= errorMessage(error)
    this.#probe = null
    return null
  }

  #start(): Promise<EnergyReading | null> | null {
    return this.#probe?.start().catch((error: unknown) => this.#fail(error)) ?? null
  }

  #stop(reading: EnergyReading | null): Promise<{ joules: number; seconds: number } | null> | null {
    return reading?.stop().catch((error: unknown) => this.#fail(error)) ?? null
  }
}

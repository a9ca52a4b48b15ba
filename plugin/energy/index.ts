export { EnergyMeter, type EnergyMeterOptions } from './energy-meter.ts'
export { type EnergyFigures, measureEnergy } from './measure.ts'
export { openProbe } from './open-probe.ts'

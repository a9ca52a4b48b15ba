import type { JsonObject } from '../../core/json/json.ts'
import { dayNumber, formatDay, laterMoment } from '../moments.ts'
import type { Random } from '../random.ts'
import { conditions, labParameters } from '../vocabulary.ts'
import { child, items, num, put, str } from './fields.ts'

/** Parameter, unit, range and value of a realistic finding belong together. */
export function medicalRecord(expected: JsonObject, random: Random, realistic: boolean): void {
  if (!realistic) return
  const results = items(expected, 'results')
  const chosen = random.shuffle(labParameters)
  results.forEach((result, index) => {
    const [parameter, unit, range, low, high] = chosen[index] ?? labParameters[0] ?? ['', '', '', 0, 0]
    put(result, 'parameter', parameter)
    put(result, 'unit', unit)
    put(result, 'reference_range', range)
    put(result, 'value', random.decimal(low, high, 1))
  })
}

/** Plausible vital signs of an adult, with the body mass index of weight and height: kg / m², one decimal. */
const vitalRanges: readonly (readonly [string, number, number, number])[] = [
  ['heart_rate', 52, 118, 0],
  ['temperature', 36, 40, 1],
  ['respiratory_rate', 11, 24, 0],
  ['oxygen_saturation', 90, 100, 0],
  ['height_cm', 150, 198, 1],
  ['weight_kg', 48, 124, 1],
  ['bmi', 18, 38, 1],
]

/**
 * Plausible vital signs, systolic above diastolic; born before the visit; tests ordered during it; at most
 * one primary diagnosis; in realistic words, code and name belong together.
 */
export function medicalEncounter(expected: JsonObject, random: Random, realistic: boolean): void {
  const visit = str(expected, 'visit_date') ?? ''
  const adult = dayNumber(visit) - random.int(18 * 366, 80 * 365)
  put(child(expected, 'patient'), 'date_of_birth', formatDay(adult))
  for (const order of items(expected, 'lab_orders')) {
    put(order, 'ordered_timestamp', laterMoment(visit, 60, 3600, random))
  }
  vitals(child(expected, 'vitals'), random)
  const chosen = random.shuffle(conditions)
  items(expected, 'diagnoses').forEach((diagnosis, index) => {
    put(diagnosis, 'diagnosis_type', index === 0 ? 'primary' : random.pick(['secondary', 'differential']))
    const [code, name] = chosen[index] ?? []
    if (!realistic || code === undefined || name === undefined) return
    put(diagnosis, 'icd10_code', code)
    put(diagnosis, 'diagnosis_name', name)
  })
}

function vitals(signs: JsonObject | null, random: Random): void {
  for (const [key, low, high, digits] of vitalRanges) put(signs, key, random.decimal(low, high, digits))
  const diastolic = random.int(58, 98)
  put(signs, 'blood_pressure_diastolic', diastolic)
  put(signs, 'blood_pressure_systolic', diastolic + random.int(30, 60))
  const [height, weight] = [num(signs, 'height_cm'), num(signs, 'weight_kg')]
  if (height !== null && weight !== null)
    put(signs, 'bmi', Math.round((weight / (height / 100) ** 2) * 10) / 10)
}

import { beforeAll, expect, test } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { sampleReport } from '../test-support/html/sample-report.ts'
import { runLabels } from './run-label.ts'

let report: LoadedReport

beforeAll(() => {
  report = sampleReport({ examples: 2, skill: 1 })
})

const labels = (...changes: Partial<LoadedReport>[]): string[] =>
  runLabels(changes.map((change) => ({ ...report, ...change })))

test('a model and its dtype are name enough', () => {
  const q4 = { model: { ...report.model, dtype: 'q4' } }
  expect(labels({}, q4)).toEqual(['smollm2-135m-edgejson q8', 'smollm2-135m-edgejson q4'])
  expect(labels({ model: { ...report.model, dtype: null } })).toEqual(['smollm2-135m-edgejson'])
})

test('equal models are distinguished by what differs, and only by that', () => {
  const train = { dataset: { ...report.dataset, name: 'train' } }
  expect(labels({}, train)).toEqual(['smollm2-135m-edgejson q8 · test', 'smollm2-135m-edgejson q8 · train'])
  const laptop = { machine: { ...report.machine, label: 'laptop' } }
  expect(labels({}, laptop)[1]).toBe('smollm2-135m-edgejson q8 · laptop')
})

test('runs that differ in nothing are numbered', () => {
  expect(labels({}, {})).toEqual(['smollm2-135m-edgejson q8 (1)', 'smollm2-135m-edgejson q8 (2)'])
})

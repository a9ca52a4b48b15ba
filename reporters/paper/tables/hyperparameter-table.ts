import { printable } from '../../../plugin/core/printable.ts'
import { type Hyperparameters, hyperparameterNames } from '../hyperparameters.ts'
import type { PaperInput } from '../paper-input.ts'
import { type Missing, missing, type PaperTable } from '../table.ts'

/** Table 2: the hyper-parameters of the models, a column each. */
export function hyperparameterTable({ hyperparameters, published }: PaperInput): PaperTable | Missing {
  const own = hyperparameters.filter(({ values }) => values.size > 0)
  if (own.length === 0) {
    return missing(
      'hyper-parameters (--training-config FILE, or a line {"config": {…}} in a log of --training-log FILE)',
    )
  }
  const others: Hyperparameters[] = (published?.hyperparameters ?? []).map(({ model, values }) => ({
    model,
    values: new Map(Object.entries(values)),
  }))
  const models = [...own, ...others]
  return {
    kind: 'table',
    caption: 'Hyper-parameters',
    columns: [
      { title: 'hyper-parameter', kind: 'text' },
      ...models.map(({ model }, index) => ({
        title: printable(model, 60),
        kind: 'text' as const,
        published: index >= own.length,
      })),
    ],
    rows: hyperparameterNames(models).map((name) => ({
      cells: [
        printable(name, 60),
        ...models.map(({ values }) => {
          const value = values.get(name)
          return typeof value === 'string' ? printable(value, 200) : (value ?? null)
        }),
      ],
    })),
    notes:
      others.length > 0 && published !== null
        ? [`Published figures: ${printable(published.source, 300)}.`]
        : [],
  }
}

import Type, { type TUnsafe } from 'typebox'
import { printable } from '../core/printable.ts'
import { typed } from '../core/schema/typed.ts'
import { text } from './schema.ts'

/** The options `baseline` and `gate.against`: what the gate compares with in place of the baseline file that lies next to the dataset. */
export type BaselineSource =
  /** A run report; the path is absolute. */
  | { readonly kind: 'report'; readonly file: string }
  /** The baseline file as it is in a commit; `ref` names one, as git reads it. */
  | { readonly kind: 'git'; readonly ref: string }
  /** Another project of the same run (the option `gate.against`). */
  | { readonly kind: 'project'; readonly project: string }

/** Where a baseline was read that is not the baseline file itself. */
export type BaselineOrigin =
  | { readonly kind: 'report' }
  /** `commit` is the whole hash that `ref` stood for. */
  | { readonly kind: 'git'; readonly ref: string; readonly commit: string }
  /** The other project of the run. */
  | { readonly kind: 'project'; readonly project: string }

export const BASELINE_SOURCE: TUnsafe<BaselineSource> = typed<BaselineSource>()(
  Type.Union([
    Type.Object({ kind: Type.Literal('report'), file: text }),
    Type.Object({ kind: Type.Literal('git'), ref: text }),
    Type.Object({ kind: Type.Literal('project'), project: text }),
  ]),
)

export const BASELINE_ORIGIN: TUnsafe<BaselineOrigin> = typed<BaselineOrigin>()(
  Type.Union([
    Type.Object({ kind: Type.Literal('report') }),
    Type.Object({ kind: Type.Literal('git'), ref: text, commit: text }),
    Type.Object({ kind: Type.Literal('project'), project: text }),
  ]),
)

/** `git:main, commit 1f3c9a2b4d5e`, `a report`, `the project fp32`. Untrusted text. */
export function originText(origin: BaselineOrigin): string {
  if (origin.kind === 'report') return 'a report'
  return origin.kind === 'project'
    ? `the project ${origin.project}`
    : `git:${origin.ref}, commit ${origin.commit.slice(0, 12)}`
}

/** What a run is compared with, as sentences name it. */
export interface ReferenceName {
  /** `the baseline`, `the project fp32`. Untrusted text. */
  readonly text: string
  /** False for another project or run: its results are no earlier state of this one. */
  readonly isBaseline: boolean
}

/** The baseline in a sentence. */
export const THE_BASELINE: ReferenceName = { text: 'the baseline', isBaseline: true }

/** What a run is compared with. */
export function referenceName(origin: BaselineOrigin | undefined): ReferenceName {
  return origin?.kind === 'project' ? { text: originText(origin), isBaseline: false } : THE_BASELINE
}

/** The name as it may be shown. */
export function printableName({ text, isBaseline }: ReferenceName): ReferenceName {
  return { text: printable(text), isBaseline }
}

/** `since the baseline`, `against the project fp32`. Untrusted text. */
export function comparedWith({ text, isBaseline }: ReferenceName): string {
  return `${isBaseline ? 'since' : 'against'} ${text}`
}

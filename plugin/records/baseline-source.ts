import Type, { type TUnsafe } from 'typebox'
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

/** The baseline in a sentence. */
export const THE_BASELINE = 'the baseline'

/** What a run is compared with, in a sentence: `the baseline`, `the project fp32`. Untrusted text. */
export function referenceText(origin: BaselineOrigin | undefined): string {
  return origin?.kind === 'project' ? originText(origin) : THE_BASELINE
}

/** `since the baseline`, `against the project fp32`. Untrusted text. */
export function comparedWith(reference: string): string {
  return `${reference === THE_BASELINE ? 'since' : 'against'} ${reference}`
}

/**
 * Why a lenient answer is not exact, the most telling reason first, as in {@link ERROR_CLASSES}:
 * `truncated` the token limit cut it; `no_json` no JSON value in it; `invalid_json` something starts like JSON but is invalid;
 * `wrong_root` not the expected kind of root; `wrong_structure` a container where a scalar belongs, or the reverse;
 * `omission` expected leaves missing; `hallucination` unexpected leaves; `wrong_type`; `wrong_value`.
 */
export type ErrorClass =
  | 'truncated'
  | 'no_json'
  | 'invalid_json'
  | 'wrong_root'
  | 'wrong_structure'
  | 'omission'
  | 'hallucination'
  | 'wrong_type'
  | 'wrong_value'

export const ERROR_CLASSES: readonly ErrorClass[] = [
  'truncated',
  'no_json',
  'invalid_json',
  'wrong_root',
  'wrong_structure',
  'omission',
  'hallucination',
  'wrong_type',
  'wrong_value',
]

import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'
import { condensed } from '../../core/printable.ts'

/** A package that is not a dependency of this one. */
export const LIBRARY = '@huggingface/transformers'

/** Token ids of one prompt, as the library takes them. */
export interface TokenTensor {
  readonly dims: readonly number[]
}

/** Called after each step with all ids of each sequence; true ends a sequence. */
export type StoppingCriterion = (ids: readonly (readonly bigint[])[]) => boolean[]

/** A decoder of the library. */
export interface LibraryModel {
  generate(
    options: Readonly<Record<string, unknown>> & {
      readonly input_ids: TokenTensor
      readonly attention_mask: TokenTensor
      readonly max_new_tokens: number
      readonly stopping_criteria: readonly StoppingCriterion[]
    },
  ): Promise<unknown>
  dispose(): Promise<unknown>
}

/** The part of `@huggingface/transformers` that is used. */
export interface Library {
  readonly env: {
    readonly version: string
    readonly backends: { readonly onnx: { readonly versions?: { readonly node?: string } } }
    allowRemoteModels: boolean
    allowLocalModels: boolean
    useFSCache: boolean
    logLevel: number
  }
  readonly LogLevel: { readonly NONE: number }
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => TokenTensor
  readonly AutoModelForCausalLM: {
    from_pretrained(name: string, options: Readonly<Record<string, unknown>>): Promise<LibraryModel>
  }
}

/**
 * Imports the library.
 *
 * @throws EdgejsonError `BAD_MODEL` where it is not installed or cannot be loaded, with the way to install it.
 */
export async function importLibrary(
  load: () => Promise<unknown> = () => import('@huggingface/transformers'),
): Promise<Library> {
  try {
    return (await load()) as Library
  } catch (error) {
    const isMissing = errorCode(error) === 'ERR_MODULE_NOT_FOUND' && errorMessage(error).includes(LIBRARY)
    throw new EdgejsonError(
      'BAD_MODEL',
      isMissing
        ? `engine.runtime 'transformers.js' needs the package ${LIBRARY}, which is not installed; run: npm i -D ${LIBRARY}`
        : `${LIBRARY} cannot be loaded: ${condensed(errorMessage(error))}. Install it again, or use engine.runtime 'onnx'.`,
      { cause: error },
    )
  }
}

import type { OpenModel } from '../../contract/open-model.ts'
import type { DecodingConfig } from '../../onnx/decoding/decoding-config.ts'
import type { TextTokenizer } from '../../onnx/model/tokenizer.ts'
import type { PageFacts, PageModel } from './protocol.ts'

/** A model that a back end has opened in the page. */
export interface OpenedBackend
  extends Pick<OpenModel, 'complete' | 'close'>,
    Pick<PageFacts, 'engineVersion' | 'threads' | 'maxSequences' | 'notes'> {}

/** What turns text into tokens and back in the page. */
export type PageDecoding = Omit<DecodingConfig, 'lookup' | 'constraint' | 'tokenizer'> & {
  readonly tokenizer: TextTokenizer
}

/**
 * What runs the weights in the page. An error that it throws is shown to the user as the reason why the model cannot be
 * loaded.
 *
 * @param decoding tokenizer, chat template and limits of the model
 */
export type PageBackend = (model: PageModel, decoding: PageDecoding) => Promise<OpenedBackend>

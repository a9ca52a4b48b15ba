/** The GGUF file under test. Any instruction-tuned model of the Llama kind, such as SmolLM2-135M-Instruct. */
export function weights(): string {
  const file = process.env.EDGEJSON_GGUF
  if (file === undefined || file === '')
    throw new Error('EDGEJSON_GGUF names no GGUF file: run node scripts/test-tiers.mjs gguf')
  return file
}

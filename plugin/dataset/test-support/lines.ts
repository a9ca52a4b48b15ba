/** A dataset line in EdgeJSON v3's format, as text. */
export function v3Line(id: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id,
    schema_id: 'contact_info',
    complexity: 'simple',
    teacher: 'template',
    source: 'template',
    prompt: `Contact\n\nName: ${id}\n\nPlease extract it.`,
    expected_output: { name: id },
    ...more,
  })
}

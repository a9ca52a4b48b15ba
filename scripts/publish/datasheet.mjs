// A datasheet after Gebru et al., "Datasheets for Datasets": its sections, with counts taken from the files.

import { countBy, DATASET_LICENSE, PACKAGE } from './facts.mjs'

export function datasheet(splits) {
  const examples = [...splits.values()].flat()
  const command = `npx edgejson generate --out DIR    # ${PACKAGE.name} ${PACKAGE.version}`
  return `# Datasheet

After the questions of "Datasheets for Datasets" (Gebru et al., 2021). Counts are of the files themselves.

## Motivation

The examples measure whether a small language model extracts JSON from a text, and gate releases of such models. They were made by the
contributors of [${PACKAGE.name}](${PACKAGE.homepage}), in the format of EdgeJSON v3 (CycleCore SLMBench), whose own examples they do not contain.

## Composition

Each of the ${examples.length} examples is a text in English and one JSON object, which follows one of ${countBy(examples, 'schema_id').size} JSON Schemas (\`schemas/\`).

${table(splits, 'complexity')}

${table(splits, 'source')}

The test split shares no id, prompt, answer or recognisable value with the train split. Nothing is missing, nothing is confidential, and no
example is about a real person: names and addresses are generated, mail addresses are at domains reserved for examples. Prompt and
schema determine the answer.

## Collection

No data was collected. A generator draws values from a seed and writes the text from the answer; the same command gives the same bytes:

\`\`\`sh
${command}
\`\`\`

## Preprocessing

None after generation. The Parquet files hold the lines of \`train.jsonl\` and \`test.jsonl\`, the answer as JSON text.

## Uses

For measuring and gating JSON extraction, and for training on the train split. Not for claims about real documents, other languages or
extraction without a schema: the texts are regular, and a parser that knows schemas and styles recovers every answer. Figures on this test
split are not comparable with published figures on the official test split, which has other examples.

## Distribution

Licence ${DATASET_LICENSE.id.toUpperCase()} (${DATASET_LICENSE.url}); \`NOTICE\` says what the examples follow.

## Maintenance

With the repository, ${PACKAGE.homepage}. A change of the examples gets a new version and a line in its changelog; earlier
versions stay available by tag.
`
}

/** One row for each split, one column for each value. */
function table(splits, key) {
  const values = [...countBy([...splits.values()].flat(), key).keys()].sort()
  const rows = [...splits].map(([split, examples]) => {
    const counts = countBy(examples, key)
    return `| ${split} | ${examples.length} | ${values.map((value) => counts.get(value) ?? 0).join(' | ')} |`
  })
  const rule = `| --- | ---: |${' ---: |'.repeat(values.length)}`
  return [`| ${key} | all | ${values.join(' | ')} |`, rule, ...rows].join('\n')
}

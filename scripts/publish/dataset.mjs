// The dataset: Parquet and JSONL, schemas, card for the Hugging Face Hub, Croissant, datasheet.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { stringify } from 'yaml'
import { croissant } from './croissant.mjs'
import { datasheet } from './datasheet.mjs'
import { countBy, DATASET, DATASET_LICENSE, PACKAGE, readSplit, SPLITS } from './facts.mjs'

/** Columns of the Parquet files, in the order of a line. All are texts; the answer is one too, because its shape differs by schema. */
export const COLUMNS = [
  { name: 'id', description: 'Unique within the dataset.' },
  { name: 'schema_id', description: 'Name of the JSON Schema of the answer, in schemas/.' },
  { name: 'complexity', description: 'simple, medium or complex, by schema.' },
  { name: 'teacher', description: 'What made the example.' },
  { name: 'source', description: 'Style of the prompt: official, note, log, form or table.' },
  { name: 'prompt', description: 'The text that holds the values.' },
  { name: 'expected_output', description: 'The expected value, a JSON object as text.' },
]

/** Writes FOLDER; `repository` is the dataset's id on the hub, `date` the day of publication. */
export function writeDataset(folder, { repository, date }) {
  const splits = new Map(SPLITS.map((split) => [split, readSplit(split)]))
  mkdirSync(path.join(folder, 'data'), { recursive: true })
  for (const [split, examples] of splits) {
    writeFileSync(path.join(folder, parquetFile(split)), Buffer.from(parquet(examples)))
    cpSync(path.join(DATASET, `${split}.jsonl`), path.join(folder, `${split}.jsonl`))
  }
  cpSync(path.join(DATASET, 'schemas'), path.join(folder, 'schemas'), { recursive: true })
  cpSync(path.join(DATASET, 'NOTICE'), path.join(folder, 'NOTICE'))
  writeFileSync(path.join(folder, 'README.md'), card(splits, repository))
  writeFileSync(path.join(folder, 'DATASHEET.md'), datasheet(splits))
  writeFileSync(
    path.join(folder, 'croissant.json'),
    `${JSON.stringify(croissant(folder, { repository, date }), null, 2)}\n`,
  )
}

export const parquetFile = (split) => `data/${split}.parquet`

function parquet(examples) {
  return parquetWriteBuffer({
    columnData: COLUMNS.map(({ name }) => ({
      name,
      type: 'STRING',
      nullable: false,
      data: examples.map((example) => (name === 'expected_output' ? example.expected : example[name])),
    })),
    createdBy: `${PACKAGE.name} ${PACKAGE.version}`,
  })
}

/** README.md of the hub: its metadata, then the dataset's own README. */
function card(splits, repository) {
  const examples = [...splits.values()].flat()
  const metadata = {
    pretty_name: 'EdgeJSON examples of vitest-edgejson',
    license: DATASET_LICENSE.id,
    language: ['en'],
    task_categories: ['text-generation'],
    tags: ['json', 'information-extraction', 'structured-output', 'synthetic', 'small-language-models'],
    size_categories: [sizeCategory(examples.length)],
    configs: [
      {
        config_name: 'default',
        default: true,
        data_files: SPLITS.map((split) => ({ split, path: parquetFile(split) })),
      },
    ],
    dataset_info: {
      features: COLUMNS.map(({ name }) => ({ name, dtype: 'string' })),
      splits: [...splits].map(([name, { length }]) => ({ name, num_examples: length })),
    },
  }
  const own = readFileSync(path.join(DATASET, 'README.md'), 'utf8')
  const use = [
    '## Loading',
    '',
    '```python',
    'from datasets import load_dataset',
    '',
    `examples = load_dataset("${repository}", split="test")`,
    'answer = json.loads(examples[0]["expected_output"])',
    '```',
    '',
    `Splits: ${[...splits].map(([split, each]) => `${split} (${each.length})`).join(', ')}. Schemas: ${countBy(examples, 'schema_id').size}.`,
    `\`train.jsonl\` and \`test.jsonl\` hold the same examples. Made and scored with [${PACKAGE.name}](${PACKAGE.homepage})`,
    `${PACKAGE.version}. [DATASHEET.md](DATASHEET.md) says what the data is for and what it is not for.`,
    '',
    '',
  ].join('\n')
  return `---\n${stringify(metadata)}---\n\n${own.replace('## A line', `${use}## A line`)}`
}

/** The hub's classes of size. */
function sizeCategory(count) {
  if (count < 1_000) return 'n<1K'
  return count < 10_000 ? '1K<n<10K' : '10K<n<100K'
}

// Croissant 1.1 metadata of the dataset (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html).

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { COLUMNS, parquetFile } from './dataset.mjs'
import { DATASET_LICENSE, PACKAGE, SPLITS, sha256 } from './facts.mjs'

/** Terms as the specification prescribes them for version 1.1. */
const CONTEXT = {
  '@language': 'en',
  '@vocab': 'https://schema.org/',
  arrayShape: 'cr:arrayShape',
  citeAs: 'cr:citeAs',
  column: 'cr:column',
  conformsTo: 'dct:conformsTo',
  containedIn: 'cr:containedIn',
  cr: 'http://mlcommons.org/croissant/',
  data: { '@id': 'cr:data', '@type': '@json' },
  dataType: { '@id': 'cr:dataType', '@type': '@vocab' },
  dct: 'http://purl.org/dc/terms/',
  description: { '@container': '@language' },
  equivalentProperty: 'cr:equivalentProperty',
  examples: { '@id': 'cr:examples', '@type': '@json' },
  extract: 'cr:extract',
  field: 'cr:field',
  fileObject: 'cr:fileObject',
  fileProperty: 'cr:fileProperty',
  fileSet: 'cr:fileSet',
  format: 'cr:format',
  includes: 'cr:includes',
  isArray: 'cr:isArray',
  isLiveDataset: 'cr:isLiveDataset',
  jsonPath: 'cr:jsonPath',
  key: 'cr:key',
  md5: 'cr:md5',
  name: { '@container': '@language' },
  parentField: 'cr:parentField',
  path: 'cr:path',
  rai: 'http://mlcommons.org/croissant/RAI/',
  recordSet: 'cr:recordSet',
  references: 'cr:references',
  regex: 'cr:regex',
  repeated: 'cr:repeated',
  replace: 'cr:replace',
  samplingRate: 'cr:samplingRate',
  sc: 'https://schema.org/',
  separator: 'cr:separator',
  source: 'cr:source',
  subField: 'cr:subField',
  transform: 'cr:transform',
}

/** Of the Parquet files in FOLDER; `date` is the day of publication. */
export function croissant(folder, { repository, date }) {
  const url = `https://huggingface.co/datasets/${repository}`
  return {
    '@context': CONTEXT,
    '@type': 'sc:Dataset',
    conformsTo: 'http://mlcommons.org/croissant/1.1',
    name: repository.replace(/^.*\//, ''),
    description: 'Texts and the one JSON object that each of them tells: a benchmark for JSON extraction.',
    license: DATASET_LICENSE.url,
    url,
    version: PACKAGE.version,
    datePublished: date,
    creator: { '@type': 'Organization', name: `${PACKAGE.name} contributors`, url: PACKAGE.homepage },
    citeAs: `${PACKAGE.name} contributors. EdgeJSON examples of ${PACKAGE.name}, version ${PACKAGE.version}. ${PACKAGE.homepage}`,
    isLiveDataset: false,
    distribution: SPLITS.map((split) => ({
      '@type': 'cr:FileObject',
      '@id': `${split}-parquet`,
      name: parquetFile(split),
      contentUrl: `${url}/resolve/main/${parquetFile(split)}`,
      encodingFormat: 'application/vnd.apache.parquet',
      sha256: sha256(readFileSync(path.join(folder, parquetFile(split)))),
    })),
    recordSet: SPLITS.map((split) => ({
      '@type': 'cr:RecordSet',
      '@id': split,
      name: split,
      description: `Examples of the ${split} split.`,
      key: { '@id': `${split}/id` },
      field: COLUMNS.map(({ name, description }) => ({
        '@type': 'cr:Field',
        '@id': `${split}/${name}`,
        name,
        description,
        dataType: 'sc:Text',
        source: { fileObject: { '@id': `${split}-parquet` }, extract: { column: name } },
      })),
    })),
  }
}

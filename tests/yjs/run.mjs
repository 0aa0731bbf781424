// Reads one JSON job from stdin, answers it on stdout. Bytes are hex; a document is a list of
// updates. Each member of a job is a list, and so is the member of the same name in the answer:
//   encode      {"client": 5, "blocks": [["j", "5", "93…"], …]}                        ->  update
//   write       {"change": 5, "staff", "at_ms", "remark", "answers": [[question, value, replaces]]}
//                                                                                      ->  update
//   read        document  ->  {"j": {key: hex}, "a": {key: hex}, "whole": true, "strangers": 0}
//   understand  document  ->  list of changes as in `write`

import { readFileSync } from 'node:fs'

import { encode, read, understand, write } from './changes.mjs'

const bytes = (hex) => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = (content) =>
  content instanceof Uint8Array ? Buffer.from(content).toString('hex') : { other: typeof content }
const hexed = (map) => Object.fromEntries(Object.entries(map).map(([key, v]) => [key, hex(v)]))

const verbs = {
  encode: ({ client, blocks }) =>
    hex(encode({ client, blocks: blocks.map(([map, key, v]) => [map, key, bytes(v)]) })),
  write: (change) => hex(write(change)),
  read: (updates) => {
    const { j, a, ...rest } = read(updates.map(bytes))
    return { j: hexed(j), a: hexed(a), ...rest }
  },
  understand: (updates) => understand(read(updates.map(bytes)))
}

const job = JSON.parse(readFileSync(0, 'utf8'))
const answer = Object.entries(job).map(([verb, list]) => [verb, list.map(verbs[verb])])
process.stdout.write(JSON.stringify(Object.fromEntries(answer)))

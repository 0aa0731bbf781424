// Reads {"pack": [document, …]} from stdin and answers {"pack": [hex, …]}: each document written as
// msgpack in JavaScript. A document's members keep their order; {"hex": "…"} stands for bytes.

import { readFileSync } from 'node:fs'

import { encode } from '@msgpack/msgpack'

const plain = (value) => {
  if (Array.isArray(value)) return value.map(plain)
  if (value === null || typeof value !== 'object') return value
  if (Object.keys(value).join() === 'hex') return new Uint8Array(Buffer.from(value.hex, 'hex'))
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]))
}

const job = JSON.parse(readFileSync(0, 'utf8'))
const packed = job.pack.map((document) => Buffer.from(encode(plain(document))).toString('hex'))
process.stdout.write(JSON.stringify({ pack: packed }))

// A tablet that shares no line with ours: Yjs, a browser's msgpack and Node's own WebSocket. It
// downloads the scope of one record, reads the record and answers one question of it.
// Job on stdin: {"url": "http://…", "token": "…", "record": "…", "question": "…", "value": …}
// Answer: {"before": changes, "change": id, "replaces": [ids], "result": ["stored", 5]}

import { readFileSync } from 'node:fs'

import { decode, encode as pack } from '@msgpack/msgpack'

import { read, understand, write } from './changes.mjs'

const TIMEOUT_MS = 60_000

const job = JSON.parse(readFileSync(0, 'utf8'))
const socket = new WebSocket(`${job.url.replace(/^http/, 'ws')}/sync`, 'doorstep.v1')
socket.binaryType = 'arraybuffer'
const say = (message) => socket.send(pack(message))

const fail = (reason) => {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
setTimeout(() => fail('the server did not answer in time'), TIMEOUT_MS).unref()

/** A change id: 53 random bits. */
const freshId = () => Number(crypto.getRandomValues(new BigUint64Array(1))[0] >> 11n)

const scopeOf = (record) => record.split('/').slice(1).join('/').split(':')[0].split('/').slice(0, 4).join('/')

const rows = []
let welcome, mine

/** The entries of the question that no other one replaces: what the answer has seen. */
const seen = (changes) => {
  const entries = changes.flatMap(({ change, answers }) =>
    answers.filter(([question]) => question === job.question).map(([, , over]) => ({ change, over }))
  )
  const replaced = new Set(entries.flatMap(({ over }) => over))
  return entries.map(({ change }) => change).filter((change) => !replaced.has(change))
}

const answer = () => {
  const before = understand(read(rows))
  mine = { before, change: freshId(), replaces: seen(before) }
  const answers = [[job.question, job.value, mine.replaces]]
  const author = { staff: welcome.staff, at_ms: welcome.now_ms, remark: null }
  say({ t: 'push', id: 1, changes: [[job.record, write({ change: mine.change, ...author, answers })]] })
}

const handlers = {
  welcome: (message) => {
    welcome = message
  },
  changes: ({ scope, to, items, more }) => {
    rows.push(...items.filter(([record]) => record === job.record).map(([, data]) => data))
    if (more) return
    say({ t: 'got', scope, seq: to })
    if (!mine && scope === scopeOf(job.record) && to >= welcome.scopes[scope].head) answer()
  },
  ack: ({ results }) => {
    process.stdout.write(JSON.stringify({ ...mine, result: results[0] }), () => process.exit(0))
  },
  error: ({ code, message }) => fail(`${code}: ${message}`)
}

socket.addEventListener('open', () =>
  say({
    t: 'hello',
    v: 1,
    token: job.token,
    app: 'yjs',
    cursors: {},
    z: [],
    outbox: 1,
    clock_ms: Date.now()
  })
)
socket.addEventListener('message', ({ data }) => {
  const message = decode(new Uint8Array(data))
  handlers[message.t]?.(message)
})
socket.addEventListener('close', ({ code, reason }) => fail(`closed: ${code} ${reason}`))
socket.addEventListener('error', () => fail('the connection failed'))

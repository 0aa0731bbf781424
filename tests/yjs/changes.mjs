// Doorstep's changes, written and read by Yjs and a browser's own msgpack alone: a second opinion
// on what pycrdt and Python write. Knows the shape of a change, and no rule beyond that.

import { decode, encode as pack } from '@msgpack/msgpack'
import * as Y from 'yjs'

const SEPARATOR = '\u001f'

/** The update of an empty document in which `client` set these [map, key, bytes]. */
export const encode = ({ client, blocks }) => {
  const document = new Y.Doc()
  document.clientID = client
  document.transact(() => {
    for (const [map, key, content] of blocks) document.getMap(map).set(key, content)
  })
  return Y.encodeStateAsUpdate(document)
}

/** A change as Yjs writes it; `change` has the names of document `record`'s history. */
export const write = ({ change, staff, at_ms: time, remark, answers }) => {
  const id = change.toString(36)
  const entries = answers.map(([question, value, replaces]) => [
    'a',
    question + SEPARATOR + id,
    pack([value, replaces])
  ])
  return encode({ client: change, blocks: [['j', id, pack([staff, time, remark])], ...entries] })
}

/**
 * All entries of `j` and `a` after these updates, in this order of arrival. `whole` is false if
 * Yjs waits for something that it was not given; `strangers` counts what is neither in `j` nor `a`.
 */
export const read = (updates) => {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  const maps = { j: document.getMap('j').toJSON(), a: document.getMap('a').toJSON() }
  return {
    ...maps,
    whole: document.store.pendingStructs === null && document.store.pendingDs === null,
    strangers: [...document.share.keys()].filter((name) => !(name in maps)).length
  }
}

/** The changes in the maps that `read` gives: [{change, staff, at_ms, remark, answers}, …]. */
export const understand = ({ j, a }) => {
  const changes = new Map()
  for (const [id, content] of Object.entries(j)) {
    const [staff, time, remark] = decode(content)
    const change = parseInt(id, 36)
    changes.set(id, { change, staff, at_ms: time, remark, answers: [] })
  }
  for (const [key, content] of Object.entries(a)) {
    const [question, id] = key.split(SEPARATOR)
    const [value, replaces] = decode(content)
    changes.get(id).answers.push([question, value, replaces])
  }
  return [...changes.values()]
}

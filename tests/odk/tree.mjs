// A vector's tree and lists as the DOM that the evaluators read.
//
// A name in a tree is a question (text), a group (object) or the rows of a repeat (list of objects).

import { JSDOM } from 'jsdom'

// Both evaluators expect a browser's globals.
const { window } = new JSDOM('')
const { document, Node, XPathEvaluator, XPathResult } = window
Object.assign(globalThis, { document, Node, window, XPathEvaluator, XPathResult })

const grow = (parent, name, value) => {
  if (Array.isArray(value)) return value.forEach((row) => grow(parent, name, row))
  const element = parent.ownerDocument.createElementNS(null, name)
  parent.append(element)
  if (typeof value === 'string') element.append(value)
  else Object.entries(value).forEach(([child, inner]) => grow(element, child, inner))
}

const planted = (name) => document.implementation.createDocument(null, name)

// The document of a tree of answers; its root is `data`.
export const instance = (tree) => {
  const made = planted('data')
  Object.entries(tree).forEach(([name, value]) => grow(made.documentElement, name, value))
  return made
}

// What instance(…) finds by name: of a list root/item, a child for each column; of the record saved
// last its data.
export const secondary = ({ lists = {}, last_saved: lastSaved }) => {
  const found = Object.entries(lists).map(([name, rows]) => [name, { root: { item: rows } }])
  if (lastSaved) found.push(['__last-saved', { data: lastSaved }])
  return new Map(
    found.map(([name, tree]) => {
      const { documentElement } = planted('instance')
      Object.entries(tree).forEach(([child, value]) => grow(documentElement, child, value))
      return [name, documentElement]
    })
  )
}

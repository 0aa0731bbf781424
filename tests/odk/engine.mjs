// Fills in one form by ODK's own engine, that of ODK Web Forms, without a browser.
//
// stdin: {xform, files: {name: text}, answers: [[about, path, text]], now}; stdout: what the form
// shows before the first answer and after each, as one JSON list. A path is the answer's as this
// project writes it: `members[1].illness[+].disease`, rows by numbers, `[+]` a new one, no groups.

import { readFileSync } from 'node:fs'
import { mock } from 'node:test'
import { JSDOM } from 'jsdom'

const { xform, files, answers, now } = JSON.parse(readFileSync(0, 'utf8'))
mock.timers.enable({ apis: ['Date'], now: Date.parse(now) })

// The engine reads its form with a browser's globals, and its bundle asks where it stands.
const { window } = new JSDOM('', { url: 'http://127.0.0.1/' })
const { DOMParser, Element, Document, Node, XMLSerializer, localStorage } = window
Object.assign(globalThis, { window, DOMParser, Element, Document, Node, XMLSerializer })
Object.defineProperty(globalThis, 'localStorage', { value: localStorage })
globalThis.document = window.document
globalThis.__dirname = import.meta.dirname

const { loadForm } = await import('@getodk/xforms-engine')

const fetchFormAttachment = async ({ href }) =>
  new Response(files[href.split('/').at(-1)], { headers: { 'content-type': 'text/csv' } })

const form = await loadForm(xform, { fetchFormAttachment })
if (form.status === 'failure') throw form.error
const { root } = form.createInstance()

const nameOf = ({ currentState }) => currentState.reference.split('/').at(-1)

// Every question and repeat with its path.
function* walked (node, before = '') {
  for (const child of node.currentState.children ?? []) {
    if (child.nodeType === 'group') {
      if (nameOf(child) !== 'meta') yield* walked(child, before)
    } else if (child.nodeType.startsWith('repeat-range')) {
      const path = before + nameOf(child)
      yield [path, child]
      let number = 0
      for (const row of child.currentState.children) yield* walked(row, `${path}[${++number}].`)
    } else yield [before + nameOf(child), child]
  }
}

// ODK begins each repeat that nobody counts with one row; here they begin without.
const begun = new Set()
const emptied = () => {
  for (const [, node] of walked(root)) {
    if (node.nodeType !== 'repeat-range:uncontrolled' || begun.has(node.nodeId)) continue
    begun.add(node.nodeId)
    node.removeInstances(0)
  }
}

const found = (path) => {
  for (const [at, node] of walked(root)) if (at === path) return node
  throw new Error(`${path} is not there`)
}

const write = (node, text) => {
  if (node.nodeType === 'select') node.selectValues(text ? text.split(' ') : [])
  else if (node.nodeType === 'trigger') node.setValue(text === 'OK')
  else node.setValue(text)
}

const answer = (path, text) => {
  const fresh = path.indexOf('[+]')
  if (fresh >= 0) {
    const repeat = path.slice(0, fresh)
    const node = found(repeat)
    node.addInstances()
    path = `${repeat}[${node.currentState.children.length}]${path.slice(fresh + 3)}`
  }
  write(found(path), text)
}

const shown = () => {
  const list = []
  for (const [path, node] of walked(root)) {
    const { currentState: state, validationState } = node
    if (!state.relevant) continue
    const violation = validationState.violation
    list.push({
      path,
      kind: node.nodeType,
      label: state.label?.asString ?? '',
      value: state.instanceValue ?? '',
      required: state.required,
      readOnly: state.readonly,
      offers: node.nodeType === 'select' ? state.valueOptions.map(({ value }) => value) : null,
      wrong: violation ? [violation.message?.asString ?? ''] : []
    })
  }
  return list
}

emptied()
const states = [shown()]
for (const [, path, text] of answers) {
  answer(path, text)
  emptied()
  states.push(shown())
}
process.stdout.write(JSON.stringify(states), () => process.exit(0))

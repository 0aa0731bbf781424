// Reads vectors from stdin, one JSON object a line, and answers each with a line
// {"getodk": value, "enketo": value}: what ODK's own evaluator and Enketo's say. README.md describes
// a vector; here its tree, lists and choices stand in it, not their names. The clock stands at `now`.

import { readFileSync } from 'node:fs'
import { mock } from 'node:test'

const NOW = '2026-03-08T09:30:00.000+08:00'
mock.timers.enable({ apis: ['Date'], now: Date.parse(NOW) })

// @getodk/xpath is bundled for CommonJS and ES modules at once, and asks where it stands.
globalThis.__dirname = import.meta.dirname

const { instance, secondary } = await import('./tree.mjs')
const { DEFAULT_DOM_ADAPTER, XFormsXPathEvaluator } = await import('@getodk/xpath')
const { default: enketo } = await import('openrosa-xpath-evaluator')

const RESULT = {
  number: XPathResult.NUMBER_TYPE,
  string: XPathResult.STRING_TYPE,
  boolean: XPathResult.BOOLEAN_TYPE
}

// JSON has no NaN and no Infinity.
const plain = (value) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value

const told = (evaluate, type) => {
  try {
    return plain(evaluate(RESULT[type])[`${type}Value`])
  } catch {
    return { error: true }
  }
}

// jr:choice-name() asks the node of a select question for the label of a choice.
const nameChoices = (evaluator, { choices = {}, lists = {} }) => {
  for (const [path, name] of Object.entries(choices))
    for (const node of evaluator.evaluateNodes(path))
      node.getChoiceName = (value) => lists[name].find((row) => row.name === value)?.label ?? null
}

// Whole hours east of Greenwich, as POSIX spells them.
const zone = (offset) => `Etc/GMT${offset.startsWith('-') ? '+' : '-'}${Number(offset.slice(1, 3))}`

const prepare = (vector) => {
  const evaluator = new XFormsXPathEvaluator({
    domAdapter: DEFAULT_DOM_ADAPTER,
    rootNode: instance(vector.tree),
    timeZoneId: (vector.now ?? NOW).slice(-6),
    itextTranslationsByLanguage: new Map(),
    secondaryInstancesById: secondary(vector)
  })
  nameChoices(evaluator, vector)
  return evaluator
}

// Hundreds of vectors share a tree.
const prepared = new Map()
const evaluatorOf = (vector) => {
  const { tree, lists, choices, last_saved: lastSaved, now } = vector
  const key = JSON.stringify([tree, lists, choices, lastSaved, now])
  if (!prepared.has(key)) prepared.set(key, prepare(vector))
  return prepared.get(key)
}

const others = enketo()

const answer = (vector) => {
  const { at, type, now = NOW } = vector
  const expression = vector.xpath ?? vector.expression
  process.env.TZ = zone(now.slice(-6))
  mock.timers.setTime(Date.parse(now))
  const evaluator = evaluatorOf(vector)
  const [here, twin] = evaluator.evaluateNodes(at)
  if (!here || twin) throw new Error(`${at} is not one node of the tree`)
  return {
    getodk: told((result) => evaluator.evaluate(expression, here, null, result), type),
    enketo: told((result) => others.evaluate(expression, here, null, result), type)
  }
}

const lines = readFileSync(0, 'utf8').split('\n').filter(Boolean)
for (const line of lines) process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`)

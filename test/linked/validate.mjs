// Reads JSON-LD from standard input, holds it to the SHACL shapes of the file named,
// prints each violation and ends with 1 if there is one. It fetches nothing: the
// document says itself what its names mean.
import { readFileSync } from 'node:fs'
import jsonld from 'jsonld'
import { Parser } from 'n3'
import datasetFactory from '@rdfjs/dataset'
import SHACLValidator from 'rdf-validate-shacl'

const offline = async (url) => { throw new Error(`the document needs ${url}`) }
const read = (turtle) => datasetFactory.dataset(new Parser().parse(turtle))

const shapes = read(readFileSync(process.argv[2], 'utf8'))
const document = JSON.parse(readFileSync(0, 'utf8'))
const quads = await jsonld.toRDF(document, { documentLoader: offline, format: 'application/n-quads', safe: true })
const data = read(quads)
const wanted = process.argv.slice(3)
for (const type of wanted) {
  const found = [...data].some((q) => q.predicate.value.endsWith('#type') && q.object.value === type)
  if (!found) {
    console.log(`nothing is a ${type}`)
    process.exitCode = 1
  }
}
const report = await new SHACLValidator(shapes).validate(data)
for (const r of report.results) {
  console.log(`${r.focusNode?.value} ${r.path?.value ?? ''} ${r.sourceConstraintComponent?.value.split('#')[1]}`)
}
if (!report.conforms) process.exitCode = 1

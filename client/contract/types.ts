// Writes src/api/types.ts, the schemas of api.yaml as TypeScript. With --check it only says whether that is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { bundle, createConfig } from '@redocly/openapi-core'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { format, resolveConfig } from 'prettier'
import ts from 'typescript'

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const target = path('../src/api/types.ts')
const heading = '// Generated from the schemas of api.yaml by `npm run api:types`: change it there.\n\n'

/** What says nothing in TypeScript, or would only be repeated in a comment. */
const left = ['example', 'format', 'discriminator']
const noise = /^ *(\/\*\* @enum .*\*\/|\* @enum .*)\n|@description /gm

function essence<T>(node: T): T {
  if (Array.isArray(node)) return node.map(essence) as T
  if (typeof node !== 'object' || node === null) return node
  const kept = Object.entries(node).filter(([key]) => !left.includes(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, essence(value)])) as T
}

const nameOf = (node: ts.Node | undefined) =>
  node && (ts.isIdentifier(node) || ts.isStringLiteral(node)) ? node.text : ''

/** What stands in `components.schemas`, where openapi-typescript writes it all. */
function schemasOf(nodes: ts.Node[]): readonly ts.TypeElement[] {
  const components = nodes.filter(ts.isInterfaceDeclaration).find(({ name }) => name.text === 'components')
  const schemas = components?.members.find(({ name }) => nameOf(name) === 'schemas')
  if (!schemas || !ts.isPropertySignature(schemas) || !schemas.type || !ts.isTypeLiteralNode(schemas.type)) {
    throw new Error('openapi-typescript writes the schemas elsewhere now')
  }
  return schemas.type.members
}

/** One exported type for a schema, with its comment. */
function declaration(schema: ts.TypeElement): string {
  if (!ts.isPropertySignature(schema) || !schema.type) throw new Error('a schema without a type')
  const exported = [ts.factory.createModifier(ts.SyntaxKind.ExportKeyword)]
  const name = nameOf(schema.name)
  const declared = ts.isTypeLiteralNode(schema.type)
    ? ts.factory.createInterfaceDeclaration(exported, name, undefined, undefined, schema.type.members)
    : ts.factory.createTypeAliasDeclaration(exported, name, undefined, schema.type)
  const commented = ts.setSyntheticLeadingComments(declared, ts.getSyntheticLeadingComments(schema))
  const reference = /components\["schemas"\]\["(\w+)"\]/g
  return astToString([commented]).replace(reference, '$1').replace(noise, '')
}

const { bundle: document } = await bundle({ ref: path('../../api.yaml'), config: await createConfig({}) })
const { openapi, info, components } = document.parsed as OpenAPI3
const schemas = essence(components?.schemas ?? {})
const nodes = schemasOf(await openapiTS({ openapi, info, paths: {}, components: { schemas } }))
const text = await format(heading + nodes.map(declaration).join('\n'), {
  ...(await resolveConfig(target)),
  filepath: target,
})

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('client/src/api/types.ts is not what api.yaml says: run `npm run api:types` in client/.')
  process.exitCode = 1
}

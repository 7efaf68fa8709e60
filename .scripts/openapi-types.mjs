// TypeScript types of an OpenAPI 3.1 document: its named schemas, and each route's successful response. The known
// generators need the API of the TypeScript compiler, which TypeScript 7 no longer has.

// Keywords of a schema that no type can express: they are ignored. Any other unknown keyword is refused.
const UNTYPED = new Set([
  ...['description', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['minItems', 'maxItems', 'default', 'example', 'title'],
]);
const TYPED = new Set([
  ...['$ref', 'allOf', 'anyOf', 'oneOf', 'enum', 'type', 'items', 'properties', 'required'],
  'additionalProperties',
]);
const WHOLE = new Set(['$ref', 'allOf', 'anyOf', 'oneOf', 'enum']);
const PLAIN = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The source of a module that exports `Schemas`, by name, and `Answers`, by `METHOD /path`: the JSON, or void for none. */
export function typesOf({ components, paths }) {
  const answers = Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => operations[method] !== undefined).map((method) => [
      `${method.toUpperCase()} ${path}`,
      answerOf(operations[method].responses),
    ]),
  );
  return [
    declare('Schemas', 'What the API names in its answers.', typedSchemas(components.schemas)),
    declare('Answers', 'What each route answers when all went well; void where that is no JSON.', answers),
  ].join('\n');
}

function typedSchemas(schemas) {
  return Object.entries(schemas).map(([name, schema]) => [name, typeOf(schema, '  ')]);
}

function declare(name, comment, members) {
  const lines = members.map(([key, type]) => `  ${quoted(key)}: ${type};\n`);
  return `/** ${comment} */\nexport interface ${name} {\n${lines.join('')}}\n`;
}

function answerOf(responses) {
  const types = Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, { content }]) => {
      const schema = content?.['application/json']?.schema;
      return schema === undefined ? 'void' : typeOf(schema, '  ');
    });
  return union(types.length === 0 ? ['void'] : types);
}

function typeOf(schema, indent) {
  for (const keyword of Object.keys(schema)) {
    if (!TYPED.has(keyword) && !UNTYPED.has(keyword)) throw new Error(`a schema says ${keyword}`);
  }
  // One keyword determines the type of such a schema; any other beside it would be dropped silently.
  const beside = Object.keys(schema).filter((keyword) => TYPED.has(keyword) && keyword !== 'type');
  if (beside.length > 1 && beside.some((keyword) => WHOLE.has(keyword)))
    throw new Error(`a schema says ${beside.join(' beside ')}`);
  if (schema.$ref) return `Schemas['${schema.$ref.split('/').at(-1)}']`;
  if (schema.allOf) return allOf(schema.allOf, indent);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return union(choice.map((part) => typeOf(part, indent)));
  if (schema.enum) return union(schema.enum.map(literal));
  if (schema.type === undefined) return 'unknown';
  return union([schema.type].flat().map((type) => ofType(type, schema, indent)));
}

function ofType(type, schema, indent) {
  if (type === 'array') return `${one(schema.items ?? {}, indent)}[]`;
  if (type === 'object') return objectOf(schema, indent);
  if (PLAIN[type] === undefined) throw new Error(`a schema is of type ${type}`);
  return PLAIN[type];
}

function objectOf({ properties = {}, required = [], additionalProperties }, indent) {
  const names = Object.keys(properties);
  const deeper = `${indent}  `;
  const rest = additionalProperties ? typeOf(additionalProperties, deeper) : 'unknown';
  if (names.length === 0) return `Record<string, ${rest}>`;
  const members = names.map((name) => {
    const { description } = properties[name];
    const comment = description === undefined ? '' : `${deeper}/** ${description} */\n`;
    const mark = required.includes(name) ? '' : '?';
    return `${comment}${deeper}${quoted(name)}${mark}: ${typeOf(properties[name], deeper)};\n`;
  });
  return `{\n${members.join('')}${indent}}`;
}

function union(types) {
  return [...new Set(types)].join(' | ');
}

// A nullable named schema is described as both that schema and an object or null.
function allOf(schemas, indent) {
  const parts = schemas.filter((schema) => !saysNullable(schema)).map((schema) => one(schema, indent));
  return union([parts.join(' & '), ...(parts.length < schemas.length ? ['null'] : [])]);
}

function saysNullable({ type, ...rest }) {
  return Array.isArray(type) && type.includes('null') && Object.keys(rest).every((key) => UNTYPED.has(key));
}

// As a single type, which may be an element of a list or a union.
function one(schema, indent) {
  const isChoice = [schema.anyOf, schema.oneOf, schema.enum, schema.allOf].some(Boolean);
  const type = typeOf(schema, indent);
  return isChoice || Array.isArray(schema.type) ? `(${type})` : type;
}

function literal(value) {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function quoted(name) {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}

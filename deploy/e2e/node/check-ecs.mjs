// Holds documents, one JSON object a line, against the field list of the Elastic Common Schema: that each field exists,
// has its type, is a list where it is to be one, and has a value that is allowed. What is below `tidewatch` is our own.
// Prints one JSON object a line: {"fields": how many were looked at, "wrong": [what does not fit]}
// Usage: node check-ecs.mjs FILE
import { readFileSync } from 'node:fs';
import { EcsFlat } from '@elastic/ecs';

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const isText = (value) => typeof value === 'string';
const types = {
  keyword: isText,
  constant_keyword: isText,
  match_only_text: isText,
  wildcard: isText,
  ip: (value) => isText(value) && /^[0-9a-f.:]+$/.test(value),
  date: (value) => isText(value) && DATE.test(value),
  long: Number.isSafeInteger,
  float: Number.isFinite,
  boolean: (value) => typeof value === 'boolean',
};

// The fields of a document: [dotted name, value].
function leaves(value, name = '') {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[name, value]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, name === '' ? key : `${name}.${key}`));
}

function faults(name, value, document) {
  // Labels have the names that one gives them.
  const field = EcsFlat[name.startsWith('labels.') ? 'labels' : name];
  if (field === undefined) return [`${name} is no field of ECS`];
  const values = Array.isArray(value) ? value : [value];
  const wrong = [];
  if (Array.isArray(value) !== (field.normalize ?? []).includes('array')) wrong.push(`${name}: list or not`);
  for (const each of values) {
    const type = field.type === 'object' ? 'keyword' : field.type;
    if (types[type] === undefined || !types[type](each)) wrong.push(`${name}: ${each} is no ${type}`);
    const allowed = (field.allowed_values ?? []).map((one) => one.name);
    if (allowed.length > 0 && !allowed.includes(each)) wrong.push(`${name}: ${each} is not allowed`);
    if (field.pattern !== undefined && !new RegExp(field.pattern).test(each)) wrong.push(`${name}: ${each}`);
  }
  if (name === 'event.type') {
    const expected = new Set(document.event.category.flatMap((category) => EcsFlat['event.category'].allowed_values
      .find((one) => one.name === category)?.expected_event_types ?? []));
    values.filter((each) => !expected.has(each)).forEach((each) => wrong.push(`${name}: ${each} in such a category`));
  }
  return wrong;
}

for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line === '') continue;
  const { tidewatch, ...document } = JSON.parse(line);
  const fields = leaves(document);
  const missing = ['@timestamp', 'ecs.version'].filter((name) => !fields.some(([given]) => given === name));
  console.log(JSON.stringify({
    fields: fields.length,
    wrong: [...missing.map((name) => `${name} is missing`),
      ...fields.flatMap(([name, value]) => faults(name, value, document))],
  }));
}

// Holds a document against the schema of AsyncAPI 3.0; prints what does not fit and then ends with 1.
// Usage: node check-asyncapi.mjs FILE
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv';

const schema = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, logger: false }).compile(schema);
if (!validate(JSON.parse(readFileSync(process.argv[2])))) {
  validate.errors.forEach((error) => console.error(error.instancePath, error.message, JSON.stringify(error.params)));
  process.exit(1);
}

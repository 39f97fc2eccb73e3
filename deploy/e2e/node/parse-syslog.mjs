// Prints what nsyslog-parser makes of each line of a file, one JSON object a line.
// Usage: node parse-syslog.mjs FILE
import { readFileSync } from 'node:fs';
import parse from 'nsyslog-parser';

for (const line of readFileSync(process.argv[2], 'utf8').split('\n')) {
  if (line !== '') console.log(JSON.stringify(parse(line)));
}

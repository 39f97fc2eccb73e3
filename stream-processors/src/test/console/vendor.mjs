// Copies the console's foreign modules out of node_modules into vendor/ and writes their lock file. Run by hand
// (npm ci && npm run vendor) when a version changes; a Java test holds the files against the lock.
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, '../../../node_modules');
const vendor = join(here, '../../main/resources/console/vendor');

const wanted = [
    {name: 'preact', from: 'dist/preact.module.js', file: 'preact.js'},
    {name: 'preact', from: 'hooks/dist/hooks.module.js', file: 'hooks.js'},
    {name: 'htm', from: 'dist/htm.module.js', file: 'htm.js'},
    {name: 'uplot', from: 'dist/uPlot.iife.min.js', file: 'uplot.js'},
    {name: 'uplot', from: 'dist/uPlot.min.css', file: 'uplot.css'},
];

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

// Without a bundler and without an import map (which default-src 'self' forbids) modules find each other by path.
function edited(text) {
    return text.replaceAll('from"preact"', 'from"./preact.js"').replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, '\n');
}

mkdirSync(vendor, {recursive: true});
const files = [];
const notices = [];
for (const {name, from, file} of wanted) {
    const about = JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8'));
    const original = readFileSync(join(modules, name, from));
    const text = edited(original.toString('utf8'));
    writeFileSync(join(vendor, file), text);
    files.push({
        file,
        name,
        version: about.version,
        licence: about.license,
        from,
        sha256: sha256(text),
        original_sha256: sha256(original),
    });
    if (!notices.some(notice => notice.startsWith(`${name} `))) {
        notices.push(`${name} ${about.version}\n\n${readFileSync(join(modules, name, 'LICENSE'), 'utf8').trim()}\n`);
    }
}
const licences = notices.join(`\n${'-'.repeat(80)}\n\n`);
writeFileSync(join(vendor, 'licences.txt'), licences);
files.push({
    file: 'licences.txt',
    name: 'notices of the above',
    version: '',
    licence: '',
    from: 'LICENSE',
    sha256: sha256(licences),
    original_sha256: '',
});
writeFileSync(join(vendor, 'vendor.lock.json'), `${JSON.stringify({files}, null, 2)}\n`);

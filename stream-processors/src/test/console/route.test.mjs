import assert from 'node:assert/strict';
import {test} from 'node:test';
import {apiPath, href, parseRoute} from '../../main/resources/console/pure/route.js';

test('a route comes back from its hash, whatever the names are', () => {
    const names = ['lab', 'berlin/office', 'a?b', 'x#y', '100%', '<script>alert(1)</script>', '..', 'ff05::1:3', 'ä ö'];
    for (const name of names) {
        const route = {path: ['groups', name, 'ff05::1'], params: {q: name, at: 'now-5m'}};
        assert.deepEqual(parseRoute(href(route.path, route.params)), route, name);
    }
});

test('anything is a route', () => {
    assert.deepEqual(parseRoute(''), {path: [], params: {}});
    assert.deepEqual(parseRoute('#/'), {path: [], params: {}});
    assert.deepEqual(parseRoute('#/groups/%zz?a=%zz&b='), {path: ['groups', '%zz'], params: {a: '%zz'}});
    assert.deepEqual(parseRoute('#/x?a=1?2'), {path: ['x'], params: {a: '1?2'}});
});

test('a slash of a segment is no slash of a path', () => {
    assert.equal(
        apiPath(['segments', 'a/b', 'groups'], {asOf: null, q: '', limit: 5}),
        'segments/a%2Fb/groups?limit=5',
    );
});

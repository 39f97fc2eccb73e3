package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules as one file; that it runs as they do is seen in a browser. */
class JoinedModulesTest {
    private static String joined(Map<String, String> modules) {
        return JoinedModules.of("main.js", modules::get);
    }

    @Test
    void eachStandsOnceBehindWhatItImportsAndGivesWhatItExports() {
        assertThat(joined(Map.of("main.js", """
            import {show} from './views/show.js';
            import * as far from './vendor/far.js';
            import {one as first} from './pure/numbers.js';
            show(first, far, `
            $1 \\\\ ${first}`);
            export {one, two} from './pure/numbers.js';
            """, "views/show.js", """
            // Shows.
            import {
              one,
              two,
            } from '../pure/numbers.js';
            export function show() {}
            export class Shown {}
            const inner = one + two;
            """, "pure/numbers.js", """
            export const one = 1;
            export const two = 2;
            export async function three() {}
            """))).isEqualTo("""
            import * as far from './vendor/far.js';

            // pure/numbers.js
            const module1 = (() => {
            const one = 1;
            const two = 2;
            async function three() {}
            return {one, three, two};
            })();

            // views/show.js
            const module2 = (() => {
            // Shows.
            const {
              one,
              two,
            } = module1;
            function show() {}
            class Shown {}
            const inner = one + two;
            return {Shown, show};
            })();

            // main.js
            const {show} = module2;
            const {one: first} = module1;
            show(first, far, `
            $1 \\\\ ${first}`);
            export const {one, two} = module1;
            """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"export default 1;", "export let x = 1;", "export {x};", "import './other.js';",
        "export * from './other.js';", "import x, {y} from './other.js';", "import * as far from '../vendor/far.js';",
        "import * as all from './other.js';"})
    void whatCanNotBeJoinedIsRefused(String line) {
        assertThatThrownBy(() -> joined(Map.of("main.js", "import {x} from './pure/x.js';\n", "pure/x.js", line + '\n',
            "pure/other.js", "export const y = 1;\n"))).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("pure/x.js can't be joined for: " + line);
    }

    @Test
    void circlesAreRefused() {
        assertThatThrownBy(() -> joined(Map.of("main.js", "import {a} from './a.js';\n", "a.js",
            "import {b} from './b.js';\nexport const a = 1;\n", "b.js", "import {a} from './a.js';\n")))
            .hasMessageContaining("in a circle");
    }
}

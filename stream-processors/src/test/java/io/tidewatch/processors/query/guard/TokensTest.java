package io.tidewatch.processors.query.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final String OLD = "the-old-token-of-2025";
    private static final String NEW = "the-new-token-of-2026";

    @TempDir private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("tokens"), text);
    }

    @Test
    void oneIsChangedForAnotherWhileAllGoesOn() throws IOException {
        Tokens tokens = Tokens.of("", file(OLD + '\n'));
        assertThat(tokens.own()).isEqualTo(OLD);
        file("# from January on\n" + OLD + "\n\n  " + NEW + " \n");
        assertThat(tokens.knows("Bearer " + NEW)).isFalse();
        tokens.look();
        assertThat(tokens.knows("Bearer " + OLD)).isTrue();
        assertThat(tokens.knows("Bearer " + NEW)).isTrue();
        assertThat(tokens.own()).isEqualTo(OLD);
        file(NEW + '\n');
        tokens.look();
        assertThat(tokens.knows("Bearer " + OLD)).isFalse();
        assertThat(tokens.own()).isEqualTo(NEW);
    }

    @Test
    void thatOfTheSettingsStaysAndIsShownToOthers() throws IOException {
        Tokens tokens = Tokens.of(OLD, file(NEW));
        assertThat(tokens.own()).isEqualTo(OLD);
        assertThat(tokens.knows("bearer " + OLD)).isTrue();
        assertThat(tokens.knows("Bearer  " + NEW)).isTrue();
    }

    /** A file that is just being written, or has gone, opens and closes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"", "# none\n", "the-new-token-of-2026\nshort\n", "a token with blanks in it\n"})
    void whatCantBeUsedChangesNothing(String text) throws IOException {
        Tokens tokens = Tokens.of("", file(OLD));
        file(text);
        tokens.look();
        assertThat(tokens.knows("Bearer " + OLD)).isTrue();
        Files.delete(folder.resolve("tokens"));
        tokens.look();
        assertThat(tokens.knows("Bearer " + OLD)).isTrue();
        assertThatThrownBy(() -> Tokens.of("", file(text))).isInstanceOf(OperatorError.class)
            .hasMessageNotContaining(NEW).hasMessageNotContaining("short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer the-old-token-of-202", "Bearer the-old-token-of-20255", "Bearer ", "Bearer", "",
        "Basic the-old-token-of-2025", "the-old-token-of-2025", "Bearer THE-OLD-TOKEN-OF-2025"})
    void nothingElseWillDo(String shown) {
        assertThat(Tokens.of(OLD, null).knows(shown)).isFalse();
        assertThat(Tokens.of(OLD, null).knows(null)).isFalse();
        assertThat(Tokens.NONE.knows(shown)).isFalse();
        assertThat(Tokens.of(OLD, null).toString()).doesNotContain(OLD);
    }
}

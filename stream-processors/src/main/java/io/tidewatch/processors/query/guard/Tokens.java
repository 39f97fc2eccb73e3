package io.tidewatch.processors.query.guard;

import io.tidewatch.schemas.OperatorError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bearer tokens that callers may show: one of the settings, and those of a file, which is read again when it holds
 * something else, so that tokens can be changed while all goes on: the new one is added everywhere, then used, then the
 * old one is removed. Without any token there is nothing to show.
 */
public final class Tokens {
    /** None at all: whoever reaches the API is answered. */
    public static final Tokens NONE = new Tokens("", null);

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final String BEARER = "Bearer ";
    private static final int SHORTEST = 16;
    private static final String FORM = "[!-~]{" + SHORTEST + ",1000}";

    private final String token;
    private final Path file;
    private volatile List<String> current;
    private String refused = "";

    private Tokens(String token, Path file) {
        this.token = token;
        this.file = file;
        this.current = token.isEmpty() ? List.of() : List.of(token);
    }

    /**
     * Reads the file.
     *
     * @param token empty: none but those of the file
     * @param file one token a line, empty lines and those that begin with {@code #} aside; null: none
     * @throws OperatorError when the file can't be read or holds no token
     */
    public static Tokens of(String token, Path file) {
        Tokens tokens = new Tokens(token, file);
        if (file != null) {
            tokens.current = tokens.read();
        }
        return tokens;
    }

    /** Whether a text can be a token: hard to guess, and nothing in it that HTTP would change. */
    public static boolean wellFormed(String token) {
        return token.matches(FORM);
    }

    /** Whether callers must show a token. */
    public boolean required() {
        return !current.isEmpty();
    }

    /** What this instance shows to others; empty: nothing. */
    public String own() {
        List<String> now = current;
        return now.isEmpty() ? "" : now.get(0);
    }

    /**
     * Whether a caller shows one of the tokens. Takes as long for a near miss as for any other text.
     *
     * @param authorization the header of that name, or null
     */
    public boolean knows(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        byte[] shown = digest(authorization.substring(BEARER.length()).strip());
        boolean known = false;
        for (String each : current) {
            known |= MessageDigest.isEqual(shown, digest(each));
        }
        return known;
    }

    /** Takes what the file holds now; what can't be used is told once, and the tokens stay as they were. */
    void look() {
        if (file == null) {
            return;
        }
        try {
            List<String> now = read();
            if (!now.equals(current)) {
                LOG.info("{} holds other tokens now, {} in all", file, now.size());
            }
            current = now;
            refused = "";
        } catch (OperatorError e) {
            if (!e.getMessage().equals(refused)) {
                LOG.warn("the tokens stay as they were: {}", e.getMessage());
            }
            refused = e.getMessage();
        }
    }

    private List<String> read() {
        List<String> read;
        try {
            read = Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream().map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw OperatorError.failed("The file of tokens can't be read", e.toString(), "Check the path and its "
                + "permissions", e);
        }
        for (String each : read) {
            if (!wellFormed(each)) {
                throw unusable("One of its lines is not " + SHORTEST + " or more visible ASCII characters");
            }
        }
        if (read.isEmpty()) {
            throw unusable("It holds none");
        }
        return token.isEmpty() ? read : Stream.concat(Stream.of(token), read.stream()).toList();
    }

    private OperatorError unusable(String why) {
        return OperatorError.failed("The file of tokens " + file + " can't be used", why,
            "Write one token a line, such as openssl rand -hex 32 gives", null);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return required() ? "with token" : "without token";
    }
}

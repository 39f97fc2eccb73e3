package io.tidewatch.processors.query;

import io.javalin.http.Context;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;

/** What every request must pass, and what every answer carries, whatever it asks for. */
final class Gate {
    private static final int LONGEST_QUERY = 2048;
    private static final int LONGEST_PATH = 1024;
    private static final String BEARER = "Bearer ";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> OPEN = Set.of("/livez", "/readyz");
    private static final Map<String, String> HEADERS = Map.of(
        "X-Content-Type-Options", "nosniff",
        "X-Frame-Options", "DENY",
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy", "no-referrer",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Cache-Control", "no-store");

    private final ApiSettings settings;

    Gate(ApiSettings settings) {
        this.settings = settings;
    }

    /** Lets the request pass or throws {@link Problem}. */
    void check(Context request) {
        HEADERS.forEach(request::header);
        if (!METHODS.contains(request.req().getMethod())) {
            request.header("Allow", "GET, HEAD");
            throw Problem.of(405, "Method Not Allowed", "The API only answers questions: use GET.");
        }
        requireBounded(request);
        boolean open = settings.guarded() && ConsoleFiles.serves(request.path());
        if (!open && !OPEN.contains(request.path())) {
            requireKnownCaller(request);
        }
    }

    private static void requireBounded(Context request) {
        String query = request.queryString();
        if (request.path().length() > LONGEST_PATH || query != null && query.length() > LONGEST_QUERY) {
            throw Problem.of(414, "URI Too Long", "A path may have " + LONGEST_PATH + " characters and a query string "
                + LONGEST_QUERY + ".");
        }
        try {
            URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
            URLDecoder.decode(query == null ? "" : query, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The address has a % that is not followed by two hexadecimal digits.");
        }
    }

    private void requireKnownCaller(Context request) {
        if (!settings.guarded()) {
            if (!namesThisMachine(request.host())) {
                throw Problem.of(421, "Misdirected Request", "Without a token the API answers only requests to "
                    + "localhost, 127.0.0.1 or [::1].");
            }
            return;
        }
        String authorization = request.header("Authorization");
        boolean known = authorization != null && authorization.startsWith(BEARER) && MessageDigest.isEqual(
            authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
            settings.token().getBytes(StandardCharsets.UTF_8));
        if (!known) {
            request.header("WWW-Authenticate", "Bearer realm=\"tidewatch\"");
            throw Problem.of(401, "Unauthorized", "Send the token of api.token as Authorization: Bearer TOKEN.");
        }
    }

    private static boolean namesThisMachine(String host) {
        return host != null && host.matches("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");
    }
}

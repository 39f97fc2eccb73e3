package io.tidewatch.processors.query;

import io.javalin.http.Context;
import io.tidewatch.processors.query.guard.RateLimit;
import io.tidewatch.processors.query.guard.Tokens;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** What every request must pass, and what every answer carries, whatever it asks for. */
final class Gate {
    static final Map<String, String> HEADERS = Map.of(
        "X-Content-Type-Options", "nosniff",
        "X-Frame-Options", "DENY",
        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
        "Referrer-Policy", "no-referrer",
        "Cross-Origin-Resource-Policy", "same-origin",
        "Cache-Control", "no-store");

    private static final int LONGEST_QUERY = 2048;
    private static final int LONGEST_PATH = 1024;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> OWN_PAGES = Set.of("same-origin", "none");

    private final Tokens tokens;
    private final RateLimit rates;

    Gate(ApiSettings settings) {
        this.tokens = settings.tokens();
        this.rates = new RateLimit(settings.bounds().requestsPerSecond());
    }

    /** Lets any request pass that is one, or throws {@link Problem}. */
    void check(Context request) {
        HEADERS.forEach(request::header);
        requireSeldom(request);
        if (!METHODS.contains(request.req().getMethod())) {
            request.header("Allow", "GET, HEAD");
            throw Problem.of(405, "Method Not Allowed", "The API only answers questions: use GET.");
        }
        requireBounded(request);
    }

    /**
     * Lets a request for a resource pass whose caller may ask for it. It is called for the resource that was found, and
     * where none was: how the path is written opens nothing.
     */
    void admit(Context request) {
        String site = request.header("Sec-Fetch-Site");
        if (site != null && !OWN_PAGES.contains(site) && !"navigate".equals(request.header("Sec-Fetch-Mode"))) {
            throw Problem.of(403, "Forbidden", "Pages of other sites get no answers.");
        }
        if (tokens.required() ? tokens.knows(request.header("Authorization")) : namesThisMachine(request.host())) {
            return;
        }
        if (!tokens.required()) {
            throw Problem.of(421, "Misdirected Request", "Without a token the API answers only requests to "
                + "localhost, 127.0.0.1 or [::1].");
        }
        request.header("WWW-Authenticate", "Bearer realm=\"tidewatch\"");
        throw Problem.of(401, "Unauthorized", "Send the token of api.token as Authorization: Bearer TOKEN.");
    }

    /** The same for the files of the console. There is nothing of the network in them: with a token anybody may. */
    void admitToConsole(Context request) {
        if (!tokens.required()) {
            admit(request);
        }
    }

    /** Another instance asks for many callers, each of whom it has held to the limit. */
    private void requireSeldom(Context request) {
        boolean instance = tokens.required() && request.header(Neighbours.PARTITIONS) != null
            && tokens.knows(request.header("Authorization"));
        if (!instance && !rates.take(request.ip(), System.nanoTime())) {
            throw Problem.tooMany("One client may ask so many times a second as api.client.rate says; ask again in a "
                + "moment.");
        }
    }

    private static void requireBounded(Context request) {
        if (request.req().getContentLengthLong() > 0 || request.header("Transfer-Encoding") != null) {
            request.header("Connection", "close");
            throw Problem.of(413, "Content Too Large", "The API takes no body.");
        }
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

    private static boolean namesThisMachine(String host) {
        return host != null && host.matches("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]{1,5})?");
    }
}

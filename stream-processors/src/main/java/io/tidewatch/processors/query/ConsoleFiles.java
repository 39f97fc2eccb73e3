package io.tidewatch.processors.query;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * The console: files of this program, all of them public. A name is letters, digits and single dots between slashes,
 * and its ending one of a few, so that no path leads anywhere else. Browsers ask each time whether a file is the same.
 * The module that the page begins with is served with all that it imports.
 */
final class ConsoleFiles {
    static final String PATH = "/console/";
    private static final String FOLDER = "/console/";
    private static final String INDEX = "index.html";
    private static final String ENTRY = "main.js";
    private static final Pattern NAME = Pattern.compile("([a-z0-9]+/){0,3}[a-z0-9]+(\\.[a-z0-9]+){1,2}");
    private static final Map<String, String> TYPES = Map.of(
        "html", "text/html;charset=utf-8",
        "js", "text/javascript;charset=utf-8",
        "css", "text/css;charset=utf-8",
        "svg", "image/svg+xml",
        "txt", "text/plain;charset=utf-8",
        "json", "application/json");
    private static final Map<String, String> HEADERS = Map.of(
        "Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "object-src 'none'",
        "Cross-Origin-Opener-Policy", "same-origin",
        "Cache-Control", "no-cache",
        "Vary", "Accept-Encoding");

    private final Map<String, Content> contents = new ConcurrentHashMap<>();

    /** A file as it is and compressed, and what tells whether a browser has it. */
    private record Content(String type, byte[] plain, byte[] compressed, String tag) {
    }

    /** @param admit throws for a request whose caller may not read them */
    void route(RoutesConfig routes, Consumer<Context> admit) {
        Handler handler = request -> {
            admit.accept(request);
            file(request);
        };
        for (String path : new String[] {"/", PATH, PATH + "<file>"}) {
            routes.get(path, handler);
            routes.head(path, handler);
        }
    }

    private void file(Context request) {
        if (!request.path().startsWith(PATH)) {
            // Relative, so that it holds behind a proxy too.
            request.status(302).header("Location", "console/");
            return;
        }
        String name = request.path().substring(PATH.length());
        Content content = content(name.isEmpty() ? INDEX : name);
        HEADERS.forEach(request::header);
        request.header("ETag", content.tag());
        if (has(request.header("If-None-Match"), content.tag())) {
            request.status(304);
            return;
        }
        request.contentType(content.type());
        if (accepts(request.header("Accept-Encoding"))) {
            request.header("Content-Encoding", "gzip").result(content.compressed());
        } else {
            request.result(content.plain());
        }
    }

    private static boolean has(String tags, String tag) {
        return tags != null && Arrays.stream(tags.split(",")).map(String::strip)
            .anyMatch(each -> each.equals(tag) || each.equals("*"));
    }

    private static boolean accepts(String encodings) {
        return encodings != null && Arrays.stream(encodings.split(",")).map(each -> each.replace(" ", ""))
            .anyMatch(each -> each.equals("gzip") || each.startsWith("gzip;") && !each.matches("gzip;q=0(\\.0*)?"));
    }

    private Content content(String name) {
        if (NAME.matcher(name).matches() && TYPES.containsKey(name.substring(name.lastIndexOf('.') + 1))) {
            Content content = contents.computeIfAbsent(name, ConsoleFiles::read);
            if (content != null) {
                return content;
            }
        }
        throw Problem.notFound("The console has no such file.");
    }

    private static Content read(String name) {
        try {
            byte[] plain = bytes(name);
            if (plain == null) {
                return null;
            }
            if (name.equals(ENTRY)) {
                plain = JoinedModules.of(ENTRY, path -> new String(bytes(path), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            }
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(plain);
            }
            // Weak: both encodings of a file have the same.
            String tag = "W/\"" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(plain), 0, 12)
                + '"';
            return new Content(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), plain, compressed.toByteArray(),
                tag);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Null when there is no such file. */
    private static byte[] bytes(String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(FOLDER + name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}

package io.tidewatch.processors.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files as they are served, and what is vendored among them. */
class ConsoleFilesTest {
    private static final Path FOLDER = Path.of("src/main/resources/console");
    private static final int MOST_BYTES = 120_000;
    /** What a browser loads, with the charts. */
    private static final List<String> LOADED = List.of("index.html", "style.css", "views.css", "icon.svg", "main.js",
        "vendor/preact.js", "vendor/hooks.js", "vendor/htm.js", "vendor/uplot.js", "vendor/uplot.css");

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(Files::isRegularFile).map(file -> FOLDER.relativize(file).toString()).sorted().toList();
        }
    }

    private static HttpResponse<byte[]> get(ServedState api, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(api.address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    @Test
    void everyFileIsServedAsItIsPlainAndCompressedWithinTheBudget() throws Exception {
        Map<String, String> types = Map.of("html", "text/html;charset=utf-8", "js", "text/javascript;charset=utf-8",
            "css", "text/css;charset=utf-8", "svg", "image/svg+xml", "txt", "text/plain;charset=utf-8", "json",
            "application/json");
        int bytes = 0;
        try (ServedState api = new ServedState("")) {
            for (String name : names()) {
                byte[] expected = name.equals("main.js") ? joined() : Files.readAllBytes(FOLDER.resolve(name));
                HttpResponse<byte[]> plain = get(api, "/console/" + name);
                assertThat(plain.statusCode()).as(name).isEqualTo(200);
                assertThat(plain.body()).as(name).isEqualTo(expected);
                assertThat(header(plain, "Content-Type")).isEqualTo(types.get(name.replaceAll(".*\\.", "")));
                HttpResponse<byte[]> compressed = get(api, "/console/" + name, "Accept-Encoding", "br, gzip;q=0.5");
                assertThat(header(compressed, "Content-Encoding")).as(name).isEqualTo("gzip");
                assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                    .isEqualTo(expected);
                assertThat(header(get(api, "/console/" + name, "Accept-Encoding", "gzip;q=0"), "Content-Encoding"))
                    .isNull();
                bytes += LOADED.contains(name) ? size(compressed) : 0;
            }
        }
        assertThat(bytes).as("all that a browser loads, compressed, with heads").isBetween(20_000, MOST_BYTES);
    }

    /** Bytes of an answer, head and body. */
    private static int size(HttpResponse<byte[]> answer) {
        int head = "HTTP/1.1 200 OK\r\n\r\n".length();
        for (Map.Entry<String, List<String>> header : answer.headers().map().entrySet()) {
            head += header.getValue().stream().mapToInt(value -> header.getKey().length() + value.length()
                + ": \r\n".length()).sum();
        }
        return head + answer.body().length;
    }

    private static byte[] joined() {
        return JoinedModules.of("main.js", path -> {
            try {
                return Files.readString(FOLDER.resolve(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).getBytes(StandardCharsets.UTF_8);
    }

    /** Of each of our modules there is one in it, and it imports only what is foreign. */
    @Test
    void whatThePageBeginsWithHoldsEveryModuleOnce() throws IOException {
        List<String> told = new String(joined(), StandardCharsets.UTF_8).lines().toList();
        for (String name : names()) {
            if (name.endsWith(".js") && !name.startsWith("vendor/")) {
                assertThat(told).as(name).containsOnlyOnce("// " + name);
            }
        }
        assertThat(told.stream().filter(line -> line.startsWith("import "))).hasSize(3)
            .allMatch(line -> line.contains("from './vendor/"));
        assertThat(told).noneMatch(line -> line.matches(".*\\bmodule0\\b.*"));
    }

    @Test
    void aBrowserIsToldThatItHasAFileAlready() throws Exception {
        try (ServedState api = new ServedState("")) {
            HttpResponse<byte[]> first = get(api, "/console/main.js");
            assertThat(header(first, "Cache-Control")).isEqualTo("no-cache");
            String tag = header(first, "ETag");
            HttpResponse<byte[]> again = get(api, "/console/main.js", "If-None-Match", "\"other\", " + tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(get(api, "/console/style.css", "If-None-Match", tag).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theIndexIsAtTheFolderAndTheRootLeadsThere() throws Exception {
        try (ServedState api = new ServedState("")) {
            HttpResponse<byte[]> index = get(api, "/console/");
            assertThat(index.body()).isEqualTo(Files.readAllBytes(FOLDER.resolve("index.html")));
            assertThat(header(index, "Content-Security-Policy")).isEqualTo("default-src 'self'; base-uri 'none'; "
                + "form-action 'none'; frame-ancestors 'none'; object-src 'none'");
            assertThat(header(index, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(index, "X-Frame-Options")).isEqualTo("DENY");
            assertThat(header(index, "Referrer-Policy")).isEqualTo("no-referrer");
            for (String path : new String[] {"/", "/console"}) {
                HttpResponse<byte[]> root = get(api, path);
                assertThat(root.statusCode()).isEqualTo(302);
                assertThat(header(root, "Location")).isEqualTo("console/");
            }
            assertThat(api.ask("HEAD", "/console/").statusCode()).isEqualTo(200);
            assertThat(api.ask("POST", "/console/").statusCode()).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../logback.xml", "..%2Flogback.xml", "%2e%2e/logback.xml", "pure/../main.js", "//main.js",
        "pure//time.js", "nothing.js", "main.js/", ".hidden.js", "pure", "pure/", "io/tidewatch/x.class", "main.js%00",
        "MAIN.JS", "a/b/c/d/e.js", "main.js;x=1", "vendor/..%5Cmain.js", "%252e%252e/main.js"})
    void noPathLeadsElsewhere(String path) throws IOException {
        try (ServedState api = new ServedState("")) {
            assertThat(api.raw("GET /console/" + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .containsAnyOf(" 404 ", " 400 ");
        }
    }

    @Test
    void itIsOpenWhereATokenGuardsTheApiAndElsewhereOnlyToThisMachine() throws Exception {
        try (ServedState api = new ServedState("a-token-of-some-length")) {
            assertThat(get(api, "/console/").statusCode()).isEqualTo(200);
            assertThat(get(api, "/console/main.js").statusCode()).isEqualTo(200);
            assertThat(get(api, "/").statusCode()).isEqualTo(302);
            assertThat(get(api, "/api/v1/segments").statusCode()).isEqualTo(401);
            assertThat(get(api, "/consoles").statusCode()).isEqualTo(401);
        }
        try (ServedState api = new ServedState("")) {
            assertThat(api.raw("GET /console/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .contains(" 421 ");
        }
    }

    /** Every reference is to a file that is there, and nothing is fetched from anywhere else. */
    @Test
    void modulesNameOnlyEachOther() throws IOException {
        Pattern imported = Pattern.compile("(?<!['\"])(?:from|import)\\s*\\(?['\"]([^'\"]+)['\"]");
        List<String> wrong = new ArrayList<>();
        for (String name : names()) {
            if (!name.endsWith(".js")) {
                continue;
            }
            Matcher match = imported.matcher(Files.readString(FOLDER.resolve(name)));
            while (match.find()) {
                Path target = FOLDER.resolve(name).getParent().resolve(match.group(1)).normalize();
                if (!match.group(1).startsWith(".") || !Files.isRegularFile(target)) {
                    wrong.add(name + ": " + match.group(1));
                }
            }
            if (!name.startsWith("vendor/")) {
                assertThat(Files.readAllLines(FOLDER.resolve(name)).get(0)).as(name).isEqualTo("// @ts-check");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatIsVendoredIsWhatTheLockSays() throws IOException, NoSuchAlgorithmException {
        JsonNode files = new ObjectMapper().readTree(FOLDER.resolve("vendor/vendor.lock.json").toFile()).path("files");
        JsonNode packages = new ObjectMapper().readTree(Path.of("package-lock.json").toFile()).path("packages");
        List<String> listed = new ArrayList<>(List.of("vendor.lock.json"));
        for (JsonNode file : files) {
            listed.add(file.path("file").asText());
            byte[] bytes = Files.readAllBytes(FOLDER.resolve("vendor").resolve(file.path("file").asText()));
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                .as(file.path("file").asText()).isEqualTo(file.path("sha256").asText());
            if (!file.path("version").asText().isEmpty()) {
                JsonNode source = packages.path("node_modules/" + file.path("name").asText());
                assertThat(source.path("version")).isEqualTo(file.path("version"));
                assertThat(source.path("license")).isEqualTo(file.path("licence"));
                assertThat(new String(Files.readAllBytes(FOLDER.resolve("vendor/licences.txt")),
                    StandardCharsets.UTF_8)).contains(file.path("name").asText() + ' ' + file.path("version").asText());
            }
        }
        try (Stream<Path> there = Files.list(FOLDER.resolve("vendor"))) {
            assertThat(there.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(listed);
        }
    }
}

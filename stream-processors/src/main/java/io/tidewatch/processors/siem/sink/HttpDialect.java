package io.tidewatch.processors.siem.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.processors.siem.sink.Sink.Rejection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How an HTTP receiver takes messages. */
enum HttpDialect {
    /** One document a request, to whoever takes webhooks; the id of the step is its idempotency key. */
    WEBHOOK(false, "application/json") {
        @Override
        byte[] body(List<Message> messages) {
            return messages.get(0).body();
        }
    },
    /** The bulk API of Elasticsearch and OpenSearch: created by id, so that what is there already stays. */
    BULK(true, "application/x-ndjson") {
        @Override
        byte[] body(List<Message> messages) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (Message message : messages) {
                body.writeBytes(("{\"create\":{\"_id\":\"" + message.id() + "\"}}\n")
                    .getBytes(StandardCharsets.UTF_8));
                body.writeBytes(message.body());
                body.write('\n');
            }
            return body.toByteArray();
        }

        @Override
        List<Rejection> rejections(byte[] answer) throws IOException {
            JsonNode items = JSON.readTree(answer).path("items");
            List<Rejection> rejections = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                JsonNode item = items.get(i).path("create");
                int status = item.path("status").asInt();
                if (status == TOO_MANY || status >= SERVER_ERROR) {
                    throw new IOException("the receiver is busy: " + item.path("error"));
                }
                if (status >= CLIENT_ERROR && status != CONFLICT) {
                    rejections.add(new Rejection(i, item.path("error").toString()));
                }
            }
            return rejections;
        }
    },
    /** Splunk's HTTP event collector. */
    HEC(true, "application/json") {
        @Override
        byte[] body(List<Message> messages) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (Message message : messages) {
                long millis = message.time().toEpochMilli();
                body.writeBytes(String.format(Locale.ROOT, "{\"time\":%d.%03d,\"source\":\"tidewatch\","
                    + "\"sourcetype\":\"tidewatch:%s\",\"event\":", Math.floorDiv(millis, 1000L),
                    Math.floorMod(millis, 1000L), message.kind()).getBytes(StandardCharsets.UTF_8));
                body.writeBytes(message.body());
                body.write('}');
            }
            return body.toByteArray();
        }
    };

    private static final int CLIENT_ERROR = 400;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final boolean batches;
    private final String contentType;

    HttpDialect(boolean batches, String contentType) {
        this.batches = batches;
        this.contentType = contentType;
    }

    /** Whether one request takes several. */
    boolean batches() {
        return batches;
    }

    String contentType() {
        return contentType;
    }

    abstract byte[] body(List<Message> messages);

    /** What an answer of success refuses all the same. */
    List<Rejection> rejections(byte[] answer) throws IOException {
        return List.of();
    }
}

package io.tidewatch.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a version has written: schemas, topics with all their records as bytes, those of the stores among them, and what
 * its API answered. In a file compressed JSON.
 *
 * @param schemas those of the registry, by id
 * @param topics topics
 * @param records records, in the order of each partition
 * @param answers answers of the API by path
 */
record Snapshot(List<Subject> schemas, List<Kept> topics, List<Entry> records, Map<String, JsonNode> answers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A schema under a subject. */
    record Subject(int id, String subject, String schema) {
    }

    /**
     * A topic.
     *
     * @param groups those that have done all that is on it
     */
    record Kept(String name, int partitions, Map<String, String> settings, List<String> groups) {
    }

    /** A record; the value is null for a tombstone. */
    record Entry(String topic, int partition, long timestamp, byte[] key, byte[] value, List<Header> headers) {
    }

    /** A header of a record. */
    record Header(String name, byte[] value) {
    }

    static Snapshot read(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return JSON.readValue(in, Snapshot.class);
        }
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            JSON.writeValue(out, this);
        }
    }
}

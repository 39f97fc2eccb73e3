package io.tidewatch.capture.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A real frame from resources/packets, named after its situation; the expected event lies beside it. */
public record GoldenPacket(String name, int linkType, int wireLength, long timeNanos, byte[] frame, Path expected) {

    public static List<GoldenPacket> all() {
        try (Stream<Path> files = Files.list(directory())) {
            return files.filter(file -> file.toString().endsWith(".hex")).sorted().map(GoldenPacket::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static GoldenPacket named(String name) {
        return read(directory().resolve(name + ".hex"));
    }

    private static Path directory() {
        try {
            return Path.of(GoldenPacket.class.getResource("/packets").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static GoldenPacket read(Path file) {
        try {
            String name = file.getFileName().toString().replace(".hex", "");
            int link = -1;
            int wire = -1;
            long time = 0;
            StringBuilder hex = new StringBuilder();
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                switch (words[0]) {
                    case "#" -> { }
                    case "link" -> link = Integer.parseInt(words[1]);
                    case "wire" -> wire = Integer.parseInt(words[1]);
                    case "time" -> time = Long.parseLong(words[1]);
                    default -> hex.append(line);
                }
            }
            return new GoldenPacket(name, link, wire, time, HexFormat.of().parseHex(hex),
                file.resolveSibling(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Decoded decode() {
        return new PacketDecoder().decode(linkType, frame, 0, frame.length, wireLength);
    }

    @Override
    public String toString() {
        return name;
    }
}

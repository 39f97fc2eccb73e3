package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.schemas.IcmpEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with the input when everything else is there: one paragraph, an exit code, and life goes on. */
@Timeout(240)
class BadInputIT {
    private static final Path DEMO = Launched.ROOT.resolve("deploy/lab/demo.pcap");

    @TempDir
    private static Path shared;
    private static Launched standalone;
    private static String broker;
    private static String registry;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        standalone = Launched.start(shared.resolve("standalone.out"), "standalone", "--data-dir",
            shared.resolve("data").toString(), "--broker-port", "0", "--registry-port", "0", "--api-port", "0");
        standalone.await("Tidewatch is up");
        broker = standalone.await("Kafka +(\\S+)$");
        registry = standalone.await("registry +(http\\S+)$");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        standalone.terminate();
        assertThat(standalone.exitCode()).isZero();
    }

    private static String[] capture(Path file, String... more) {
        List<String> arguments = new ArrayList<>(List.of("capture", "-r", file.toString(), "--pace", "max",
            "--bootstrap-server", broker));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** A run in a process of its own, whose output holds what is logged for people as well. */
    private String launched(String[] arguments) throws IOException, InterruptedException {
        try (Launched run = Launched.start(folder.resolve("out"), arguments)) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output()).doesNotContain("\tat ");
            return run.output();
        }
    }

    @Test
    void recordingThatIsCut() throws IOException {
        Path file = Files.write(folder.resolve("cut.pcap"), Arrays.copyOf(Files.readAllBytes(DEMO), 5000));

        Run run = Run.of(capture(file, "--schema-registry", registry));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).matches("(?s)cut.pcap: \\d+ frames, \\d+ events published, .* 0 lost, in .*");
        assertThat(run.paragraph())
            .startsWith("The recording cut.pcap is cut: it ends in the middle of the record at byte ")
            .endsWith("All before that is published. Record it again if the rest matters.");
    }

    /** Rotation goes on, one file is compressed, another is none: only what is new is published, once. */
    @Test
    void directoryThatGrowsBetweenTwoReplays() throws Exception {
        String prefix = "rotated.";
        assertThat(Run.of("topics", "create", "--bootstrap-server", broker, "--topic-prefix", prefix).exitCode())
            .isZero();
        assertThat(Run.of("schemas", "register", "--schema-registry", registry, "--topic-prefix", prefix).exitCode())
            .isZero();
        Path directory = Files.createDirectory(folder.resolve("captures"));
        Files.writeString(directory.resolve("README"), "not a capture");
        Files.write(directory.resolve("trace.pcap9"), pcap(report(1), report(2)));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(directory.resolve("trace.pcap10.gz")))) {
            out.write(pcap(report(3)));
        }
        String[] arguments = capture(directory, "--schema-registry", registry, "--topic-prefix", prefix);

        Run first = Run.of(arguments);
        Files.write(directory.resolve("trace.pcap11"), pcap(report(4), report(5)));
        Run second = Run.of(arguments);
        Run third = Run.of(arguments);

        assertThat(first.out()).contains("captures: 3 frames, 3 events published, 0 malformed");
        assertThat(second.out()).contains("captures: went on behind frame 3,",
            "captures: 5 frames, 5 events published, 0 malformed");
        assertThat(third.out()).contains("captures had been replayed before");
        assertThat(List.of(first.exitCode(), second.exitCode(), third.exitCode())).containsOnly(0);
        assertThat(new LocalKafka(broker).await("rotated.gmp.v1", 5)).hasSize(5);
    }

    @Test
    void registryThatIsNotThere() throws IOException, InterruptedException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        String said = launched(capture(DEMO, "--schema-registry", "http://127.0.0.1:" + port, "--set",
            "start.timeout.ms=5000"));

        List<String> lines = said.lines().toList();
        assertThat(lines.get(lines.size() - 1)).startsWith("tidewatch: The schema registry can't be reached. ")
            .contains("Connection refused").endsWith("Check that it runs, that schema.registry.url names it and that "
                + "the settings under registry. let us in.");
        assertThat(lines.subList(0, lines.size() - 1)).allSatisfy(line -> assertThat(line).endsWith("asking again: "
            + "java.net.ConnectException: Connection refused"));
    }

    @Test
    void topicsThatAreNotThere() {
        Run run = Run.of(capture(DEMO, "--schema-registry", registry, "--topic-prefix", "absent."));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("Topic absent.").contains(" does not exist at " + broker)
            .endsWith("Create them all with: tidewatch topics create.");
    }

    @Test
    void portOfAnotherStandalone() {
        Run run = Run.of("standalone", "--data-dir", folder.resolve("data").toString(), "--broker-port",
            broker.replaceAll(".*:", ""), "--registry-port", "0", "--api-port", "0");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("Port ").contains(" of the Kafka broker can't be used. ",
            "Address already in use", "choose another port with --broker-port");
    }

    @Test
    void recordThatKafkaIsTooSmallFor() throws Exception {
        String prefix = "small.";
        assertThat(Run.of("topics", "create", "--bootstrap-server", broker, "--topic-prefix", prefix).exitCode())
            .isZero();
        assertThat(Run.of("schemas", "register", "--schema-registry", registry, "--topic-prefix", prefix).exitCode())
            .isZero();
        new LocalKafka(broker).set("small.gmp.v1", "max.message.bytes", "3000");
        Path file = Files.write(folder.resolve("reports.pcap"), pcap(report(1), report(300), report(2)));

        String said = launched(capture(file, "--schema-registry", registry, "--topic-prefix", prefix));

        assertThat(said).contains("a record for small.gmp.v1 could not be published and is lost (1 since the start)",
            "and small.gmp.v1 takes 1976",
            "reports.pcap: 3 frames, 2 events published, 0 malformed, 0 of other protocols, 1 lost");
        assertThat(new LocalKafka(broker).await("small.gmp.v1", 2)).hasSize(2);
    }

    @Test
    void floodIsCountedToTheLastPacket() throws IOException {
        for (String what : List.of("topics create --bootstrap-server " + broker, "schemas register --schema-registry "
                + registry)) {
            assertThat(Run.of((what + " --topic-prefix flood.").split(" ")).exitCode()).isZero();
        }
        byte[][] pings = new byte[2000][];
        Arrays.setAll(pings, BadInputIT::ping);
        Path file = Files.write(folder.resolve("pings.pcap"), pcap(0, pings));

        Run run = Run.of(capture(file, "--schema-registry", registry, "--topic-prefix", "flood.", "--set",
            "event.budget=100"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("pings.pcap: 2,000 frames, 101 events published, 0 malformed, 1,899 more "
            + "counted in these, 0 of other protocols, 0 lost");
        long packets = 0;
        for (ConsumerRecord<byte[], byte[]> record : new LocalKafka(broker).await("flood.icmp.v1", 101)) {
            // Behind the magic byte and the schema id.
            packets += new SpecificDatumReader<>(IcmpEvent.class).read(null, DecoderFactory.get()
                .binaryDecoder(record.value(), 5, record.value().length - 5, null)).getCount();
        }
        assertThat(packets).isEqualTo(2000);
    }

    /** An echo request with this sequence, in an Ethernet frame. */
    private static byte[] ping(int sequence) {
        ByteBuffer frame = ByteBuffer.allocate(42);
        frame.put(HexFormat.of().parseHex("0200000000010200000000070800"));
        frame.putInt(0x4500001c).putInt(0).putInt(0x40010000).putInt(0xc0000207).putInt(0xc0000201);
        frame.putInt(0x08000000).putShort((short) 1).putShort((short) sequence);
        return frame.array();
    }

    @Test
    void recordThatIsNoAvro() throws ExecutionException, InterruptedException {
        byte[] garbage = "no Avro at all".getBytes(StandardCharsets.UTF_8);

        new LocalKafka(broker).put("tidewatch.gmp.v1", "lan", garbage);

        // Each application reads what it needs; a record that nobody can read is set aside, and nothing stops.
        ConsumerRecord<byte[], byte[]> letter = new LocalKafka(broker).await("tidewatch.dlq.v1", 1).get(0);
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(new String(letter.headers().lastHeader("__streams.errors.topic").value(), StandardCharsets.UTF_8))
            .isEqualTo("tidewatch.gmp.v1");
        standalone.await("record tidewatch.gmp.v1-\\d@\\d+ can't be read and goes to tidewatch.dlq.v1: .+");
        assertThat(standalone.output()).doesNotContain("\tat ");
        assertThat(Run.of("query", "segments", "--api", standalone.await("API +(http\\S+)$")).exitCode()).isZero();
    }

    /** An IGMPv3 report on one group with so many sources, in an Ethernet frame. */
    private static byte[] report(int sources) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 24 + 16 + 4 * sources);
        frame.put(HexFormat.of().parseHex("01005e0000160200000000070800"));
        frame.put((byte) 0x46).put((byte) 0xc0).putShort((short) (40 + 4 * sources)).putInt(0)
            .putInt(0x01020000).putInt(0xc0000207).putInt(0xe0000016).putInt(0x94040000);
        frame.putInt(0x22000000).putInt(1).putInt(0x06000000 | sources).putInt(0xe8010101);
        for (int i = 0; i < sources; i++) {
            frame.putInt(0x0a090000 + i);
        }
        return frame.array();
    }

    private static byte[] pcap(byte[]... frames) {
        return pcap(1, frames);
    }

    private static byte[] pcap(int secondsApart, byte[]... frames) {
        ByteBuffer file = ByteBuffer.allocate(1 << 17).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4).putLong(0).putInt(65_535).putInt(1);
        int seconds = 1_772_366_400;
        for (byte[] frame : frames) {
            seconds += secondsApart;
            file.putInt(seconds).putInt(0).putInt(frame.length).putInt(frame.length).put(frame);
        }
        return Arrays.copyOf(file.array(), file.position());
    }
}

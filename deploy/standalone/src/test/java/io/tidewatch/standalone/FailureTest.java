package io.tidewatch.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.standalone.local.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each failure is one paragraph (what, why, what to do) and an exit code, without a trace. */
@Timeout(30)
class FailureTest {
    private static final Path DEMO = Path.of(System.getProperty("tidewatch.root"), "deploy/lab/demo.pcap");

    @TempDir
    private Path folder;

    @Test
    void unknownOption() {
        Run run = Run.of("topics", "create", "--bootstrap-servers", "x:1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("The command line could not be understood. There is no option "
            + "--bootstrap-servers, did you mean --bootstrap-server? See tidewatch topics create --help.");
    }

    @Test
    void unknownCommand() {
        Run run = Run.of("standalon");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("The command line could not be understood. Nothing is expected where it "
            + "says standalon, did you mean standalone? See tidewatch --help.");
    }

    @Test
    void noCommand() {
        Run run = Run.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("The command line could not be understood. Missing required subcommand. "
            + "See tidewatch --help.");
    }

    @Test
    void valueThatIsNoNumber() {
        Run run = Run.of("topics", "create", "--partitions", "many");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("The command line could not be understood. Invalid value for option "
            + "'--partitions': 'many' is not an int. See tidewatch topics create --help.");
    }

    @Test
    void traceOnlyForThoseWhoAsk() {
        Run run = Run.of("decode", "--verbose", "--nonsense");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("tidewatch: The command line could not be understood.").contains("\tat ");
    }

    @Test
    void settingThatDoesNotExist() throws IOException {
        Path file = Files.writeString(folder.resolve("agent.properties"), "capture.fil=x.pcap\n");

        Run run = Run.of("capture", "--config", file.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("There is no setting capture.fil. It stands in " + file
            + "; did you mean capture.file? Correct or remove it.");
    }

    @Test
    void nothingToCapture() {
        Run run = Run.of("capture");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).contains("there is nothing to capture");
    }

    @Test
    void fileThatIsNoCapture() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "this is no capture\n");

        Run run = Run.of("decode", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith(file + ": ")
            .endsWith("Nothing of it is decoded; give a pcap or pcapng file.");
    }

    @Test
    void fileThatIsCut() throws IOException {
        byte[] whole = Files.readAllBytes(DEMO);
        Path file = Files.write(folder.resolve("cut.pcap"), java.util.Arrays.copyOf(whole, 5000));

        Run run = Run.of("decode", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.lines()).hasSizeGreaterThan(20);
        assertThat(run.err().lines()).singleElement().asString()
            .contains("it ends in the middle of the record", "The capture was cut short");
    }

    @Test
    void fileThatDoesNotExist() {
        Run run = Run.of("decode", folder.resolve("gone.pcap").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().startsWith(folder.resolve("gone.pcap") + ": ");
    }

    @Test
    void brokerThatIsNotThere() throws IOException {
        int port = closedPort();

        Run run = Run.of("topics", "check", "--bootstrap-server", "127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).isEqualTo("No Kafka broker can be reached at 127.0.0.1:" + port + ". 127.0.0.1:"
            + port + " says: Connection refused. Start the broker (tidewatch standalone brings one), or name another "
            + "with --bootstrap-server HOST:PORT.");
    }

    @Test
    void brokerAddressThatIsNone() {
        Run run = Run.of("topics", "check", "--bootstrap-server", "kafka");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).isEqualTo("The broker address kafka is not understood. kafka is not of the form "
            + "HOST:PORT. Give --bootstrap-server like 127.0.0.1:9092, several with commas.");
    }

    @Test
    void brokerThatTheAgentDoesNotFind() throws IOException {
        int port = closedPort();

        Run run = Run.of("capture", "-r", DEMO.toString(), "--bootstrap-server", "127.0.0.1:" + port,
            "--schema-registry", "http://127.0.0.1:" + port, "--set", "start.timeout.ms=500");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("Kafka at 127.0.0.1:" + port + " does not answer.");
    }

    @Test
    void brokerThatALiveAgentWaitsFor() throws IOException {
        int port = closedPort();
        InputStream before = System.in;
        Run run;
        try (InputStream demo = Files.newInputStream(DEMO)) {
            System.setIn(demo);
            run = Run.of("capture", "-r", "-", "--pace", "max", "--sensor", "s1", "--bootstrap-server",
                "127.0.0.1:" + port, "--schema-registry", "http://127.0.0.1:" + port, "--set", "start.timeout.ms=500",
                "--set", "spool.directory=" + folder, "--set", "metrics.listen=off");
        } finally {
            System.setIn(before);
        }

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("stdin: 4,630 frames, 0 events published, 0 malformed, 0 of other protocols, 0 "
            + "lost");
        assertThat(run.err()).contains("tidewatch: 4,630 records wait in the spool in " + folder.resolve("s1")
            + ". Kafka did not take them.");
        assertThat(folder.resolve("s1/spool.mv")).isNotEmptyFile();
    }

    @Test
    void registryThatIsNotThere() throws IOException {
        int port = closedPort();

        Run run = Run.of("schemas", "check", "--schema-registry", "http://127.0.0.1:" + port + "/apis/ccompat/v7");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("The schema registry can't be asked for its subjects. ")
            .contains("Connection refused").endsWith("http://127.0.0.1:8081/apis/ccompat/v7.");
    }

    @Test
    void queryApiThatIsNotThere() throws IOException {
        int port = closedPort();

        Run run = Run.of("query", "groups", "--api", "http://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).isEqualTo("The query API can't be reached at http://127.0.0.1:" + port
            + ". Nobody listens there. Start it (tidewatch standalone or tidewatch process), or name another with "
            + "--api URL.");
    }

    @Test
    void portInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();

            Run run = Run.of("standalone", "--data-dir", folder.resolve("data").toString(), "--broker-port", "0",
                "--registry-port", Integer.toString(port));

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.paragraph()).isEqualTo("Port " + port + " of the schema registry can't be used. 127.0.0.1:"
                + port + " says: Address already in use, so another program listens there or the port is reserved. "
                + "Stop that program (ss -ltnp 'sport = :" + port + "' shows it), or choose another port with "
                + "--registry-port, 0 for any free one.");
            assertThat(folder.resolve("data/kafka")).doesNotExist();
        }
    }

    @Test
    void dataDirectoryThatCannotBe() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Run run = Run.of("standalone", "--data-dir", file.resolve("data").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("The data directory " + file.resolve("data") + " can't be used. ")
            .contains("Not a directory").endsWith("may write, with --data-dir.");
    }

    @Test
    void dataDirectoryOfAnother() {
        try (DataDirectory held = DataDirectory.open(folder)) {
            Run run = Run.of("standalone", "--data-dir", folder.toString());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.paragraph()).isEqualTo("The data directory " + held.root() + " is in use. The Tidewatch "
                + "with process id " + ProcessHandle.current().pid() + " has locked it. Stop that one, or choose "
                + "another directory with --data-dir and other ports with --broker-port, --registry-port and "
                + "--api-port.");
        }
    }

    @Test
    void standaloneWithAFileThatIsNoCapture() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "this is no capture\n");

        Run run = Run.of("standalone", "--data-dir", folder.resolve("data").toString(), "--broker-port", "0",
            "--registry-port", "0", "--api-port", "0", "-r", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).isEqualTo(file + " could not be replayed. it is neither pcap nor pcapng: it begins "
            + "with the bytes 74 68 69 73. Nothing of it was replayed; give a pcap or pcapng file.");
        assertThat(folder.resolve("data/kafka")).doesNotExist();
    }

    @Test
    void standaloneOpenToTheWorld() {
        Run run = Run.of("standalone", "--data-dir", folder.resolve("data").toString(), "--broker-port", "0",
            "--registry-port", "0", "--api-port", "0", "--set", "api.host=0.0.0.0");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).startsWith("The settings of the processors do not hold.")
            .contains("off loopback everybody who reaches it could read who is in which group: set api.token");
    }

    @Test
    void processorsThatDoNotFindTheBroker() throws IOException {
        int port = closedPort();

        Run run = Run.of("process", "--bootstrap-server", "127.0.0.1:" + port, "--schema-registry",
            "http://127.0.0.1:" + port, "--state-dir", folder.toString(), "--api-port", "0", "--set",
            "start.timeout.ms=500");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.paragraph()).startsWith("Kafka at 127.0.0.1:" + port + " does not answer.");
    }

    @Test
    void settingsArePrintedForThoseWhoAsk() {
        Run run = Run.of("process", "--print-config", "--api-port", "0", "--set", "api.token=0123456789abcdef");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).contains("api.port=0", "api.token=[hidden]", "bootstrap.servers=127.0.0.1:9092");
    }

    @Test
    void settingsAreCheckedWithTheFilesThatTheyName() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens"), "short\n");
        String[] line = {"process", "--check-config", "--api-host", "0.0.0.0", "--insecure", "--set",
            "api.token.file=" + tokens};

        Run refused = Run.of(line);
        Files.writeString(tokens, "a-token-of-some-length\n");
        Run run = Run.of(line);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.paragraph()).startsWith("The file of tokens " + tokens + " can't be used.");
        assertThat(run.lines()).containsExactly("the settings of the processors hold");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void checkOfSettingsThatDoNotHold() {
        Run run = Run.of("process", "--check-config", "--api-host", "0.0.0.0", "--set",
            "api.token=a-token-of-some-length");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).startsWith("The settings of the processors do not hold.")
            .contains("api.tls.keystore", "api.insecure=true").doesNotContain("a-token-of-some-length");
    }

    @Test
    void replayThatNeverEnds() {
        Run run = Run.of("standalone", "--exit-after-replay", "--data-dir", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.paragraph()).startsWith("--exit-after-replay needs a file to replay.");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

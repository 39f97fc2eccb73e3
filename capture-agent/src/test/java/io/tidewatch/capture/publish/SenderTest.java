package io.tidewatch.capture.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.publish.PublishReport.Recovered;
import io.tidewatch.capture.spool.Moment;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.spool.SpoolReport;
import io.tidewatch.capture.spool.SpoolSettings;
import io.tidewatch.schemas.DeliveryState;
import io.tidewatch.schemas.SensorState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Histories of outages with a broker, a clock and a process that may be killed, all in the hands of the test. */
@Timeout(120)
class SenderTest {
    private static final List<String> FACES = List.of("eth0", "eth1");

    @TempDir
    private Path folder;

    private final ValueEncoder encoder = new ValueEncoder(Events.TOPICS);
    private long nanos;
    private int boots;
    private int kills;

    /** One run of the agent, from its start to its end or its kill. */
    private final class Boot {
        private final String id = "boot-" + ++boots;
        private final Map<String, Ledger> books = new HashMap<>();
        private final Map<String, Long> numbers = new HashMap<>();
        private final Sender sender;
        private final List<Parcel> arriving = new ArrayList<>();

        Boot(Path directory, SimulatedKafka kafka, long mostBytes, SpoolSettings.WhenFull full) {
            sender = new Sender(Events.TOPICS, new SpoolSettings(directory, mostBytes, 1 << 20, full), encoder, kafka,
                Runnable::run);
            sender.open(now());
        }

        void publish(String face, String segment) {
            Ledger ledger = books.computeIfAbsent(face, name -> new Ledger(name, id + name));
            long number = numbers.merge(face, 1L, Long::sum);
            Parcel parcel = encoder.parcel(Events.gmp(segment), ledger.origin(), number);
            sender.register(ledger);
            ledger.handedOver();
            arriving.add(parcel);
        }

        void step(long millis) {
            nanos += TimeUnit.MILLISECONDS.toNanos(millis);
            sender.step(List.copyOf(arriving), now());
            arriving.clear();
            books.forEach((face, ledger) -> {
                assertThat(ledger.sound()).as("an account of %s is overdrawn", face).isTrue();
                assertThat(ledger.handed()).isEqualTo(numbers.get(face));
            });
        }

        PublishReport.State state() {
            return sender.report().state();
        }

        Ledger ledger() {
            return books.get("eth0");
        }
    }

    private Moment now() {
        return new Moment(nanos, 1_700_000_000_000L + nanos / 1_000_000);
    }

    private Boot boot(SimulatedKafka kafka) {
        return new Boot(folder.resolve("spool"), kafka, 1 << 30, SpoolSettings.WhenFull.DROP_OLDEST);
    }

    /** The directory of a process that was killed just now. */
    private Path killed(Path directory) {
        Path copy = folder.resolve("after-kill-" + ++kills);
        try {
            Files.createDirectories(copy);
            if (Files.exists(directory.resolve("spool.mv"))) {
                Files.copy(directory.resolve("spool.mv"), copy.resolve("spool.mv"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    @Test
    void fromDirectOverSpoolingAndDrainingToDirect() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(1));
        Boot boot = boot(kafka);
        boot.publish("eth0", "lan");
        boot.step(20);
        kafka.workAll();
        boot.step(20);
        assertThat(boot.state()).isEqualTo(PublishReport.State.DIRECT);
        assertThat(boot.ledger().told()).containsExactly("1 acknowledged");
        assertThat(boot.sender.report().spool().records()).isZero();

        kafka.up(false);
        boot.publish("eth0", "lan");
        boot.step(20);
        boot.step(900);
        assertThat(boot.ledger().pending()).isEqualTo(1);
        boot.step(200);
        assertThat(boot.ledger().onDisk()).as("safe after a second").isEqualTo(1);
        assertThat(boot.state()).isEqualTo(PublishReport.State.DIRECT);
        boot.step(2000);
        assertThat(boot.state()).isEqualTo(PublishReport.State.SPOOLING);
        assertThat(boot.sender.report().trouble()).isEqualTo("Kafka has acknowledged nothing for 3 s.");
        for (int i = 0; i < 100; i++) {
            boot.publish("eth0", "lan");
        }
        boot.step(100);
        assertThat(boot.ledger().onDisk()).isEqualTo(101);

        // The connection comes to its end, and the next one takes a look.
        kafka.breakLinks();
        boot.step(20);
        boot.step(600);
        assertThat(boot.sender.report().trouble()).isEqualTo("Kafka does not answer. away. wait.");
        kafka.up(true);
        boot.step(1000);
        assertThat(boot.ledger().onDisk()).isEqualTo(101);
        kafka.workAll();
        boot.step(500);
        assertThat(boot.state()).isEqualTo(PublishReport.State.DIRECT);
        assertThat(boot.ledger().published()).isEqualTo(102);
        assertThat(boot.sender.report().spool().bytes()).isZero();
        assertThat(kafka.read().values()).singleElement().satisfies(all -> assertThat(all).hasSize(102));
    }

    @Test
    void aRefusalIsAStateAndNoLoss() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(2));
        Boot boot = boot(kafka);
        boot.step(20);
        kafka.refusing(true);
        for (int i = 0; i < 50; i++) {
            boot.publish("eth0", "lan");
            boot.step(200);
            kafka.work();
        }
        boot.step(600);
        assertThat(boot.state()).isEqualTo(PublishReport.State.FAILED);
        assertThat(boot.sender.report().trouble()).isNotBlank();
        assertThat(boot.ledger().lost()).isZero();
        assertThat(kafka.log()).isEmpty();
        kafka.refusing(false);
        for (int i = 0; i < 20; i++) {
            boot.step(1000);
            kafka.workAll();
        }
        assertThat(boot.state()).isEqualTo(PublishReport.State.DIRECT);
        assertThat(boot.ledger().published()).isEqualTo(50);
    }

    @Test
    void aNewBootTellsNothingOfItselfBeforeTheOldOnesRecordsAreThrough() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(3));
        kafka.up(false);
        Boot old = boot(kafka);
        for (int i = 0; i < 30; i++) {
            old.publish("eth0", "lan");
        }
        old.step(20);
        old.step(200);
        assertThat(old.ledger().onDisk()).isEqualTo(30);
        Path directory = killed(folder.resolve("spool"));

        Boot young = new Boot(directory, kafka, 1 << 30, SpoolSettings.WhenFull.DROP_OLDEST);
        young.publish("eth0", "lan");
        young.sender.tell(List.of(Events.status("s1", "eth0", SensorState.RUNNING)));
        young.step(20);
        assertThat(young.sender.report().recovered()).isEqualTo(Map.of("eth0", new Recovered(30, 0, 0)));
        kafka.up(true);
        for (int i = 0; i < 40; i++) {
            young.step(1000);
            kafka.work();
        }
        List<Parcel> log = kafka.log();
        List<String> arrived = kafka.read().get(Events.TOPICS.gmp().name() + " lan");
        assertThat(arrived).hasSize(31).startsWith("boot-1eth0 1").endsWith("boot-1eth0 30", "boot-2eth0 1");
        int status = log.indexOf(log.stream().filter(parcel -> parcel.sequence() == 0).findFirst().orElseThrow());
        assertThat(log.subList(0, status)).extracting(parcel -> parcel.origin().bootId()).contains("boot-1eth0");
        assertThat(log.subList(status, log.size())).extracting(parcel -> parcel.origin().bootId())
            .doesNotContain("boot-1eth0");
        assertThat(young.sender.report().recovered()).isEqualTo(Map.of("eth0", new Recovered(30, 30, 0)));
    }

    @Test
    void theStatusIsCompletedWithWhatTheInterfacesHaveInCommon() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(4));
        Boot boot = boot(kafka);
        boot.step(20);
        boot.step(500);
        boot.sender.tell(List.of(Events.status("s1", "eth0", SensorState.STARTING)));
        boot.sender.tell(List.of(Events.status("s1", "eth0", SensorState.RUNNING)));
        boot.step(20);
        kafka.workAll();
        assertThat(kafka.log()).singleElement().satisfies(parcel -> {
            assertThat(parcel.topic()).isEqualTo(Events.TOPICS.sensors().name());
            assertThat(parcel.key()).isEqualTo("s1:eth0");
            assertThat(Events.status(parcel.value()).getState()).isEqualTo(SensorState.RUNNING);
            assertThat(Events.status(parcel.value()).getDelivery()).isEqualTo(DeliveryState.DIRECT);
        });
    }

    @Test
    void anAgentThatHasNothingToSayNoticesAnOutageByItsStatuses() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(7));
        Boot boot = boot(kafka);
        boot.step(20);
        kafka.up(false);
        boot.sender.tell(List.of(Events.status("s1", "eth0", SensorState.RUNNING)));
        boot.step(20);
        boot.step(3000);
        assertThat(boot.state()).isEqualTo(PublishReport.State.SPOOLING);
        kafka.breakLinks();
        boot.step(20);
        kafka.up(true);
        boot.step(1000);
        assertThat(boot.state()).isEqualTo(PublishReport.State.DIRECT);
        boot.sender.tell(List.of(Events.status("s1", "eth0", SensorState.RUNNING)));
        boot.step(20);
        kafka.workAll();
        assertThat(kafka.log()).hasSize(1);
    }

    @Test
    void theEndLeavesOnDiskWhatTheBrokerDidNotTake() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(5));
        Boot boot = boot(kafka);
        boot.step(20);
        kafka.up(false);
        for (int i = 0; i < 10; i++) {
            boot.publish("eth0", "lan");
        }
        boot.step(20);
        boot.sender.end(now());
        assertThat(boot.ledger().onDisk()).isEqualTo(10);
        assertThat(boot.ledger().pending()).isZero();
        assertThat(boot.ledger().lost()).isZero();
    }

    @Test
    void withoutASpoolALittleMemoryBridgesAnOutageAndTheRestIsCounted() {
        SimulatedKafka kafka = new SimulatedKafka(new Random(6));
        kafka.up(false);
        Boot boot = new Boot(null, kafka, 1 << 30, SpoolSettings.WhenFull.DROP_OLDEST);
        for (int i = 0; i < 100; i++) {
            boot.publish("eth0", "lan");
        }
        boot.step(20);
        kafka.up(true);
        boot.step(1000);
        kafka.workAll();
        boot.step(20);
        assertThat(boot.ledger().published()).isEqualTo(100);

        kafka.up(false);
        for (int i = 0; i < 20_000; i++) {
            boot.publish("eth0", "lan");
        }
        boot.step(4000);
        for (int i = 0; i < 10_000; i++) {
            boot.publish("eth0", "lan");
        }
        boot.step(20);
        assertThat(boot.ledger().lost()).isPositive();
        boot.sender.end(now());
        assertThat(boot.ledger().pending()).isZero();
        assertThat(boot.ledger().published() + boot.ledger().lost()).isEqualTo(30_100);
        assertThat(boot.ledger().failures()).isZero();
        assertThat(boot.sender.report().spool()).isEqualTo(SpoolReport.OFF);
    }

    @Test
    void randomOutagesAndKillsLoseNothingThatWasSafeAndKeepTheOrder() {
        for (long seed = 0; seed < 60; seed++) {
            history(seed);
        }
    }

    private void history(long seed) {
        Random random = new Random(seed);
        SimulatedKafka kafka = new SimulatedKafka(random);
        Path directory = folder.resolve("history-" + seed);
        Set<String> safe = new HashSet<>();
        Boot boot = null;
        kafka.up(random.nextBoolean());
        boots = 0;
        for (int lives = 1 + random.nextInt(4); lives > 0; lives--) {
            boot = new Boot(directory, kafka, 1 << 30, SpoolSettings.WhenFull.DROP_OLDEST);
            live(boot, kafka, random, 20 + random.nextInt(150));
            if (lives > 1) {
                boot.books.forEach((face, ledger) -> assertThat(ledger.lost()).as("seed %d", seed).isZero());
                if (random.nextBoolean()) {
                    boot.step(0);
                    boot.sender.end(now());
                    note(boot, safe, true);
                } else {
                    note(boot, safe, false);
                    directory = killed(directory);
                    kafka.breakLinks();
                }
            }
        }
        kafka.up(true);
        kafka.refusing(false);
        for (int i = 0; i < 200 && !(i > 20 && boot.state() == PublishReport.State.DIRECT); i++) {
            boot.step(1000);
            kafka.workAll();
        }
        boot.step(500);
        note(boot, safe, true);
        requireAll(seed, kafka, safe, boot);
    }

    /** What is on disk or acknowledged is safe; at an orderly end, and in the last life, all is. */
    private static void note(Boot boot, Set<String> safe, boolean all) {
        boot.books.forEach((face, ledger) -> {
            long sure = all ? boot.numbers.get(face) : ledger.onDisk() + ledger.published();
            for (long number = 1; number <= sure; number++) {
                safe.add(boot.id + face + ' ' + number);
            }
        });
    }

    private void live(Boot boot, SimulatedKafka kafka, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            switch (random.nextInt(12)) {
                case 0 -> kafka.up(random.nextBoolean());
                case 1 -> kafka.refusing(random.nextInt(4) == 0);
                case 2 -> kafka.breakLinks();
                case 3, 4, 5 -> kafka.work();
                case 6 -> kafka.workAll();
                default -> {
                    for (int burst = random.nextInt(30); burst > 0; burst--) {
                        boot.publish(FACES.get(random.nextInt(2)), "lan" + random.nextInt(3));
                    }
                }
            }
            boot.step(random.nextInt(10) == 0 ? 5000 : random.nextInt(300));
        }
    }

    private static void requireAll(long seed, SimulatedKafka kafka, Set<String> safe, Boot last) {
        assertThat(kafka.arrived()).as("seed %d: nothing that was safe is missing", seed).containsAll(safe);
        Map<String, List<String>> read = kafka.read();
        List<String> kept = read.values().stream().flatMap(List::stream).toList();
        assertThat(kept).as("seed %d: a reader that drops what it knows keeps all", seed)
            .containsExactlyInAnyOrderElementsOf(kafka.arrived());
        read.forEach((partition, records) -> {
            List<Integer> order = records.stream().map(record -> record.replaceAll("boot-(\\d+)eth.*", "$1"))
                .map(Integer::valueOf).toList();
            assertThat(order).as("seed %d: boots come one behind the other on %s", seed, partition).isSorted();
        });
        last.books.values().forEach(ledger -> {
            assertThat(ledger.published()).as("seed %d", seed).isEqualTo(ledger.handed());
            assertThat(ledger.lost()).as("seed %d", seed).isZero();
        });
        last.sender.report().recovered().values().forEach(recovered -> {
            assertThat(recovered.published()).as("seed %d", seed).isEqualTo(recovered.found());
            assertThat(recovered.spooled()).as("seed %d", seed).isZero();
        });
        assertThat(last.sender.report().spool().records()).as("seed %d", seed).isZero();
    }
}

package io.tidewatch.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SpoolTest {
    private static final Parcel.Origin ORIGIN = new Parcel.Origin("eth0", "boot");

    @TempDir
    private Path folder;

    private final Log books = new Log();
    private long nanos;

    /** What is told, as sums. */
    private static final class Log implements Books {
        private long spooled;
        private long dropped;
        private long droppedFromDisk;
        private long failures;
        private final List<Loss> why = new ArrayList<>();
        private final List<Long> which = new ArrayList<>();

        @Override
        public void spooled(Parcel parcel) {
            spooled++;
        }

        @Override
        public void unspooled(Parcel parcel) {
            spooled--;
        }

        @Override
        public void dropped(Parcel parcel, Loss loss) {
            dropped++;
            why.add(loss);
            which.add(parcel.sequence());
        }

        @Override
        public void droppedFromDisk(Parcel parcel, Loss loss) {
            spooled--;
            droppedFromDisk++;
            why.add(loss);
            which.add(parcel.sequence());
        }

        @Override
        public void droppedFromDisk(Parcel.Origin origin, Amount amount, Loss loss) {
            spooled -= amount.records();
            droppedFromDisk += amount.records();
            why.add(loss);
        }

        @Override
        public void failed() {
            failures++;
        }
    }

    private Moment now() {
        nanos += TimeUnit.MILLISECONDS.toNanos(100);
        return new Moment(nanos, 1_700_000_000_000L + nanos / 1_000_000);
    }

    static Parcel parcel(long sequence, int bytes) {
        byte[] value = new byte[bytes];
        new Random(sequence).nextBytes(value);
        return new Parcel("tidewatch.gmp.v1", "lan", ORIGIN, sequence, 1, 7, value);
    }

    private Spool spool(Path directory, long mostBytes, SpoolSettings.WhenFull full) {
        return new Spool(new SpoolSettings(directory, mostBytes, 1 << 20, full), books, schema -> "schema " + schema);
    }

    private Spool opened(Path directory) {
        Spool spool = spool(directory, 1 << 30, SpoolSettings.WhenFull.DROP_OLDEST);
        spool.open(now());
        return spool;
    }

    private static List<Long> sequences(List<Item> items) {
        return items.stream().map(item -> item.parcel().sequence()).toList();
    }

    private List<Long> takeAll(Spool spool) {
        List<Long> taken = new ArrayList<>();
        List<Item> items = spool.take(100, 1 << 20, now());
        while (!items.isEmpty()) {
            taken.addAll(sequences(items));
            items = spool.take(100, 1 << 20, now());
        }
        return taken;
    }

    private static void fill(Spool spool, long from, long to, int bytes) {
        LongStream.rangeClosed(from, to).forEach(sequence -> spool.add(parcel(sequence, bytes)));
    }

    @Test
    void whatIsInFlightIsWrittenBeforeWhatComesBehind() {
        Spool spool = opened(folder);
        fill(spool, 1, 3, 50);
        List<Item> flying = spool.take(3, 1 << 20, now());
        fill(spool, 4, 6, 50);
        spool.settled(flying.get(1));
        assertThat(spool.write(true, now())).isTrue();
        assertThat(books.spooled).isEqualTo(5);
        assertThat(sequences(spool.take(1, 1 << 20, now()))).containsExactly(4L);
        spool.giveBack();
        assertThat(takeAll(spool)).containsExactly(1L, 3L, 4L, 5L, 6L);
        spool.close();

        Spool next = opened(folder);
        assertThat(takeAll(next)).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(next.writerSchemas(now())).isEqualTo(Map.of(7L, new WriterSchema("tidewatch.gmp.v1", "schema 7")));
        next.close();
    }

    @Test
    void whatIsSettledOutOfOrderIsNotTakenAgain() {
        Spool spool = opened(folder);
        fill(spool, 1, 6, 50);
        spool.write(true, now());
        List<Item> flying = spool.take(4, 1 << 20, now());
        spool.settled(flying.get(0));
        spool.settled(flying.get(2));
        spool.giveBack();
        assertThat(takeAll(spool)).containsExactly(2L, 4L, 5L, 6L);
        spool.close();
    }

    @Test
    void theOldestOrTheNewestIsGivenUpWhenThereIsNoRoom() throws IOException {
        for (SpoolSettings.WhenFull full : SpoolSettings.WhenFull.values()) {
            Spool spool = spool(folder.resolve(full.name()), 1 << 20, full);
            Log before = books;
            books.why.clear();
            books.which.clear();
            spool.open(now());
            for (int round = 0; round < 40; round++) {
                fill(spool, round * 100L + 1, round * 100L + 100, 400);
                spool.write(true, now());
            }
            assertThat(spool.report().state()).isEqualTo(SpoolReport.State.FULL);
            assertThat(spool.report().bytes()).isLessThanOrEqualTo(1 << 20);
            List<Long> kept = takeAll(spool);
            assertThat(kept).isSorted().hasSize(4000 - books.which.size());
            assertThat(before.why).isNotEmpty().containsOnly(Books.Loss.FULL);
            switch (full) {
                case DROP_OLDEST -> assertThat(kept.get(kept.size() - 1)).isEqualTo(4000);
                case DROP_NEWEST -> assertThat(kept).startsWith(1L, 2L, 3L);
            }
            List<Long> all = new ArrayList<>(kept);
            all.addAll(books.which);
            assertThat(all).containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 4000).boxed().toList());
            spool.close();
        }
    }

    @Test
    void theFileStaysSmallOverManyFillsAndDrains() throws IOException {
        Spool spool = opened(folder);
        long sequence = 0;
        long largest = 0;
        for (int round = 0; round < 30; round++) {
            for (int batch = 0; batch < 10; batch++) {
                fill(spool, sequence + 1, sequence + 500, 300);
                sequence += 500;
                spool.write(true, now());
            }
            largest = Math.max(largest, spool.report().fileBytes());
            for (List<Item> items = spool.take(500, 1 << 20, now()); !items.isEmpty();
                    items = spool.take(500, 1 << 20, now())) {
                items.forEach(spool::settled);
                spool.write(false, now());
            }
            assertThat(spool.report().records()).isZero();
            assertThat(spool.report().fileBytes()).as("an empty spool takes no room").isLessThan(100_000);
        }
        assertThat(sequence).isEqualTo(150_000);
        assertThat(largest).as("live bytes are 2.4 MB").isLessThan(4_000_000);
        spool.close();
    }

    @Test
    void anotherAgentsSpoolIsLeftAlone() {
        Spool first = opened(folder);
        Spool second = opened(folder);
        assertThat(second.report().state()).isEqualTo(SpoolReport.State.FAILED);
        assertThat(second.report().trouble()).contains("another agent has locked");
        assertThat(books.failures).isEqualTo(1);
        fill(second, 1, 5, 50);
        assertThat(second.write(true, now())).isFalse();
        assertThat(takeAll(second)).containsExactly(1L, 2L, 3L, 4L, 5L);
        first.close();
        second.close();
    }

    @Test
    void aFolderThatCantBeIsNoReasonToStop() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Spool spool = opened(file.resolve("below"));
        assertThat(spool.report().state()).isEqualTo(SpoolReport.State.FAILED);
        fill(spool, 1, 3, 50);
        spool.write(true, now());
        assertThat(takeAll(spool)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aFileThatIsNoneIsSetAsideWithAllThatIsInIt() throws IOException {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        Files.write(folder.resolve("spool.mv"), noise);
        Spool spool = opened(folder);
        assertThat(spool.report().state()).isEqualTo(SpoolReport.State.OPEN);
        fill(spool, 1, 3, 50);
        spool.write(true, now());
        assertThat(books.spooled).isEqualTo(3);
        spool.close();
        try (Stream<Path> files = Files.list(folder)) {
            Path aside = files.filter(path -> path.getFileName().toString().startsWith("spool.corrupt-")).findFirst()
                .orElseThrow();
            assertThat(Files.readAllBytes(aside)).isEqualTo(noise);
        }
        Spool next = opened(folder);
        assertThat(takeAll(next)).containsExactly(1L, 2L, 3L);
        next.close();
    }

    /** Bytes changed and ends cut off at random: whatever is found is what was written, in its order, or counted. */
    @Test
    void aDamagedFileNeverStopsUsAndNeverLies() throws IOException {
        Path whole = folder.resolve("whole");
        Spool spool = opened(whole);
        for (int batch = 0; batch < 20; batch++) {
            fill(spool, batch * 50L + 1, batch * 50L + 50, 200);
            spool.write(true, now());
        }
        spool.close();
        byte[] bytes = Files.readAllBytes(whole.resolve("spool.mv"));
        Map<String, Integer> outcomes = new HashMap<>();
        for (long seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Path directory = Files.createDirectories(folder.resolve("damaged-" + seed));
            Path file = directory.resolve("spool.mv");
            Files.write(file, bytes);
            damage(file, random);
            outcomes.merge(useDamaged(directory, seed), 1, Integer::sum);
        }
        assertThat(outcomes).as("%s", outcomes).containsKeys("begun anew", "all there");
    }

    private static void damage(Path file, Random random) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            if (random.nextInt(3) == 0) {
                open.setLength(random.nextInt((int) open.length()));
                return;
            }
            for (int places = 1 + random.nextInt(4); places > 0; places--) {
                byte[] noise = new byte[1 + random.nextInt(600)];
                random.nextBytes(noise);
                open.seek(random.nextInt((int) open.length()));
                open.write(noise);
            }
        }
    }

    private String useDamaged(Path directory, long seed) {
        Log log = new Log();
        Spool spool = new Spool(new SpoolSettings(directory, 1 << 30, 1 << 20, SpoolSettings.WhenFull.DROP_OLDEST), log,
            schema -> "schema");
        Map<Parcel.Origin, Amount> found = spool.open(now());
        long records = found.values().stream().mapToLong(Amount::records).sum();
        fill(spool, 2001, 2010, 50);
        List<Long> taken = new ArrayList<>();
        for (int round = 0; round < 100; round++) {
            List<Item> items = spool.take(40, 1 << 20, now());
            items.forEach(item -> {
                long sequence = item.parcel().sequence();
                assertThat(item.parcel().value()).as("seed %d", seed).isEqualTo(parcel(sequence,
                    sequence > 2000 ? 50 : 200).value());
                spool.settled(item);
                taken.add(sequence);
            });
            spool.write(true, now());
        }
        assertThat(taken).as("seed %d", seed).isSorted().doesNotHaveDuplicates();
        assertThat(taken.size() + log.droppedFromDisk).as("seed %d: each is taken or counted", seed)
            .isEqualTo(records + 10);
        fill(spool, 3001, 3003, 50);
        spool.write(true, now());
        assertThat(takeAll(spool)).as("seed %d: it works again", seed).containsExactly(3001L, 3002L, 3003L);
        spool.close();
        return records == 0 ? "begun anew" : taken.size() == 1010 ? "all there" : "some there";
    }
}

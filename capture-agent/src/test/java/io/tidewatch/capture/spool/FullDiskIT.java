package io.tidewatch.capture.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of four megabytes, which somebody else fills as well. */
@Timeout(60)
class FullDiskIT {
    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();
    private long spooled;
    private long dropped;
    private long nanos;

    private final Books books = new Books() {
        @Override
        public void spooled(Parcel parcel) {
            spooled++;
        }

        @Override
        public void unspooled(Parcel parcel) {
            spooled--;
        }

        @Override
        public void dropped(Parcel parcel, Loss why) {
            dropped++;
            told.add(why.name());
        }

        @Override
        public void droppedFromDisk(Parcel parcel, Loss why) {
            spooled--;
            dropped++;
            told.add(why.name());
        }

        @Override
        public void droppedFromDisk(Parcel.Origin origin, Amount amount, Loss why) {
            told.add("file lost");
        }

        @Override
        public void failed() {
            told.add("failed");
        }
    };

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))
                || run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.toString()) != 0) {
            if ("all".equals(System.getProperty("tidewatch.require"))) {
                fail("this suite mounts a small file system, and -Dtidewatch.require=all forbids to skip it");
            }
            abort("skipped: needs root and the right to mount");
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "-l", folder.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    private Moment later(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        return new Moment(nanos, 1_700_000_000_000L + nanos / 1_000_000);
    }

    private Spool spool(SpoolSettings.WhenFull full) {
        Spool spool = new Spool(new SpoolSettings(folder, 1 << 30, 200_000, full), books, schema -> "schema");
        spool.open(later(0));
        return spool;
    }

    private List<Long> drain(Spool spool) {
        List<Long> drained = new ArrayList<>();
        List<Item> items = spool.take(100, 1 << 20, later(0));
        while (!items.isEmpty()) {
            items.forEach(item -> {
                drained.add(item.parcel().sequence());
                spool.settled(item);
            });
            spool.write(false, later(100));
            items = spool.take(100, 1 << 20, later(0));
        }
        return drained;
    }

    @Test
    void aDiskThatFillsUpCostsRecordsThatAreCountedAndNothingElse() {
        Spool spool = spool(SpoolSettings.WhenFull.DROP_NEWEST);
        long sequence = 0;
        for (int batch = 0; batch < 200; batch++) {
            for (int i = 0; i < 100; i++) {
                spool.add(SpoolTest.parcel(++sequence, 400));
            }
            spool.write(true, later(100));
        }
        assertThat(dropped).isPositive();
        assertThat(told).doesNotContain("file lost");
        long kept = sequence - dropped;
        List<Long> drained = drain(spool);
        assertThat(drained).hasSize((int) kept).isSorted().startsWith(1L, 2L, 3L);
        spool.add(SpoolTest.parcel(++sequence, 400));
        spool.write(true, later(60_000));
        assertThat(drain(spool)).containsExactly(sequence);
        spool.close();
    }

    @Test
    void whatSomebodyElseFillsIsLivedWithUntilThereIsRoomAgain() throws IOException {
        Spool spool = spool(SpoolSettings.WhenFull.DROP_OLDEST);
        for (long sequence = 1; sequence <= 1000; sequence++) {
            spool.add(SpoolTest.parcel(sequence, 400));
        }
        spool.write(true, later(100));
        assertThat(spooled + dropped).isEqualTo(1000);
        long safe = spooled;
        Path others = folder.resolve("others");
        try (var out = Files.newOutputStream(others)) {
            byte[] block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        spool.add(SpoolTest.parcel(1001, 4000));
        spool.write(true, later(100));
        assertThat(spool.report().state()).isEqualTo(SpoolReport.State.FAILED);
        assertThat(spool.report().trouble()).contains("No space left");
        assertThat(told).contains("failed").doesNotContain("file lost");
        assertThat(spooled).as("what was safe is safe").isEqualTo(safe);

        Files.delete(others);
        spool.write(true, later(60_000));
        assertThat(spool.report().state()).isEqualTo(SpoolReport.State.OPEN);
        assertThat(spooled).isEqualTo(safe + 1);
        assertThat(drain(spool)).hasSize((int) safe + 1).isSorted().endsWith(1000L, 1001L);
        spool.close();
    }
}

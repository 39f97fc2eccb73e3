package io.tidewatch.processors.storm;

import static io.tidewatch.processors.storm.Traffic.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Recent messages are kept in pages of their own, and a commit writes those that are new. */
class RecentPagesTest {
    private static final BiConsumer<String, byte[]> NO_PAGES = (name, page) -> { };

    private final SegmentStorms storms = SegmentStorms.of("lan", StormPolicy.DEFAULT);
    private final Map<String, byte[]> pages = new HashMap<>();

    /** Reports of hosts that are members, with these numbers, so many a second: many, and no storm. */
    private void reports(int from, int to, int pps) {
        for (int number = from; number < to; number++) {
            storms.observe(report(number, pps));
        }
    }

    private static IcmpError report(int number, int pps) {
        return Traffic.error(START + number * 1000L / pps, 0x22, 0, "10.1.0." + number % 200, "239.1.1." + number % 50,
            null);
    }

    private byte[] commit() {
        return storms.toBytes(pages::put);
    }

    private static SegmentStorms restored(byte[] state, Map<String, byte[]> pages) {
        return SegmentStorms.restore("lan", StormPolicy.DEFAULT, state, pages::get);
    }

    @Test
    void busySegmentWritesWhatIsNew() {
        int ofCommit = 10;
        for (int number = 0; number < 5000; number += ofCommit) {
            reports(number, number + ofCommit, 100);
            Set<String> given = new HashSet<>();
            byte[] state = storms.toBytes((name, page) -> {
                given.add(name);
                pages.put(name, page);
            });
            assertThat(given).hasSizeLessThanOrEqualTo(2);
            assertThat(state).hasSizeLessThan(5000);
        }

        assertThat(pages).hasSize(RecentErrors.PLACES);
        assertThat(pages.values()).allSatisfy(page -> assertThat(page).hasSizeBetween(100, 2000));
        assertThat(commit()).isEqualTo(storms.toBytes((name, page) -> fail(name + " is as it was")));
    }

    @Test
    void pagesGoWithTheLastMessage() {
        reports(0, 700, 100);
        commit();
        assertThat(pages.values()).doesNotContainNull();
        Set<String> names = Set.copyOf(pages.keySet());
        // Now and then one, too few to be kept, so that time goes on.
        reports(8, 100, 1);
        byte[] state = commit();

        assertThat(pages).containsOnlyKeys(names).allSatisfy((name, page) -> assertThat(page).isNull());
        assertThat(restored(state, Map.of()).toBytes(NO_PAGES)).isEqualTo(state);
    }

    @Test
    void pagesThatDoNotBelongToTheStateAreRefused() {
        reports(0, 600, 100);
        commit();
        Map<String, byte[]> before = new HashMap<>(pages);
        reports(600, 1000, 100);
        byte[] state = commit();

        assertThat(restored(state, pages).toBytes(NO_PAGES)).isEqualTo(state);
        assertThatIllegalArgumentException().isThrownBy(() -> restored(state, Map.of()))
            .withMessageContaining("lacks page");
        assertThatIllegalArgumentException().isThrownBy(() -> restored(state, before))
            .withMessageContaining("other messages in the place");
    }

    /** Version 5 wrote the time of the newest that had to make room, how many there are, and each of them. */
    @Test
    void messagesOfStateWithoutPagesGoToPages() {
        List<IcmpError> messages = new ArrayList<>();
        StateOutput version5 = new StateOutput();
        version5.number(START - 1);
        version5.number(RecentErrors.MOST);
        for (int number = 0; number < RecentErrors.MOST; number++) {
            messages.add(report(number, 100));
            messages.get(number).write(version5);
        }
        Map<Integer, byte[]> places = new HashMap<>();
        StateOutput now = new StateOutput();
        RecentErrors.readWhole(new StateInput(version5.toBytes())).write(now, (page, place) -> places.put(place, page));
        RecentErrors read = RecentErrors.read(new StateInput(now.toBytes()), places::get);

        assertThat(places).hasSize(RecentErrors.MOST / RecentErrors.OF_PAGE);
        assertThat(read.of(messages.get(0).errorClass(), START)).isEqualTo(messages);
        assertThat(read.lostSince(START - 1)).isTrue();
        assertThat(read.lostSince(START)).isFalse();
    }
}

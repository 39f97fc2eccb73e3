package io.tidewatch.processors.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.storm.StormStep.Action;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** An alert is about the narrowest that explains it: an address, its network, or the site around that. */
class ScopeTest {
    /** A loop for what is said of each message, of many hosts. */
    private static List<StormStep> loop(IntFunction<String> destination) {
        Traffic traffic = new Traffic();
        for (int i = 0; i < 60 * 20; i++) {
            String host = "2001:db8:0:1::" + (10 + i % 9);
            traffic.add(new IcmpError(Traffic.START + 10_000 + i * 1000L / 60, Family.IPV6, 3, 0,
                "time_exceeded_hop_limit", Address.of("2001:db8:ffff::" + (1 + i % 2)), Address.of(host),
                Traffic.quoted(host, destination.apply(i), 40_000 + i % 7, 5004, 1, 60 + i * 13 % 800), -1, null, 1,
                "s1", -1));
        }
        return traffic.until(90).steps();
    }

    private static String scope(IntFunction<String> destination) {
        List<StormStep> opened = loop(destination).stream().filter(step -> step.action() == Action.OPEN).toList();
        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).verdict().cause()).isEqualTo(Cause.ROUTING_LOOP);
        return opened.get(0).place().scope().toString();
    }

    @Test
    void isAsNarrowAsItCanBe() {
        assertThat(scope(i -> "2a00:1:2:3::9")).isEqualTo("QUOTED_HOST:2a00:1:2:3::9");
        assertThat(scope(i -> "2a00:1:2:3::" + (1 + i % 90))).isEqualTo("QUOTED_PREFIX:2a00:1:2:3::/64");
        assertThat(scope(i -> "2a00:1:2:" + (1 + i % 90) + "::" + (1 + i % 5)))
            .isEqualTo("QUOTED_PREFIX:2a00:1:2::/48");
    }

    @Test
    void destinationsAreNamedToTheEnd() {
        List<StormStep> steps = loop(i -> "2a00:1:2:3::" + (1 + i * 7 % 900));

        StormStep close = steps.get(steps.size() - 1);
        assertThat(close.action()).isEqualTo(Action.CLOSE);
        assertThat(close.parties().destinations()).isBetween(850L, 950L);
        assertThat(close.parties().top().destinations()).hasSize(10).allSatisfy(each -> {
            assertThat(each.value()).startsWith("2a00:1:2:3::");
            assertThat(each.count()).isBetween(1L, 2L);
            assertThat(each.share()).isBetween(1.0 / 1200, 2.0 / 1200);
        });
    }
}

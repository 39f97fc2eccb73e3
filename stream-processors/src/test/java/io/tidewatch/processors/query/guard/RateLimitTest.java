package io.tidewatch.processors.query.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    /** The oracle keeps every request that passed: in no span may more have passed than the rate allows. */
    @Test
    void neverMoreThanTheRateAndTheBurst() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int rate = 5;
        RateLimit limit = new RateLimit(rate);
        Map<String, List<Long>> passed = new HashMap<>();
        long now = -SECOND;
        for (int i = 0; i < 3000; i++) {
            now += random.nextInt(8) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(SECOND / 10);
            String client = "10.0.0." + random.nextInt(2);
            if (limit.take(client, now)) {
                passed.computeIfAbsent(client, unseen -> new ArrayList<>()).add(now);
            }
        }
        passed.forEach((client, times) -> {
            for (int from = 0; from < times.size(); from++) {
                for (int to = from; to < Math.min(times.size(), from + 60); to++) {
                    double seconds = (times.get(to) - times.get(from)) / (double) SECOND;
                    assertThat((double) (to - from + 1)).as("%s, seed %d", client, seed)
                        .isLessThanOrEqualTo(2 * rate + seconds * rate + 1e-6);
                }
            }
        });
        assertThat(passed.get("10.0.0.0").size() + passed.get("10.0.0.1").size()).as("seed %d", seed)
            .isGreaterThan(1000);
    }

    @Test
    void whoPausesHasTwiceTheRateAtOnce() {
        RateLimit limit = new RateLimit(3);
        for (int round = 0; round < 3; round++) {
            long now = round * 10 * SECOND;
            for (int i = 0; i < 6; i++) {
                assertThat(limit.take("10.0.0.1", now)).isTrue();
            }
            assertThat(limit.take("10.0.0.1", now)).isFalse();
            assertThat(limit.take("10.0.0.2", now)).isTrue();
            assertThat(limit.take("10.0.0.1", now + SECOND / 3 + 1)).isTrue();
        }
    }

    /** Who has one address of an IPv6 network has 2^64 of them. */
    @Test
    void aNetworkOfIpv6IsOneClient() {
        RateLimit limit = new RateLimit(1);
        assertThat(limit.take("2001:db8::1", 0)).isTrue();
        assertThat(limit.take("[2001:db8::2]", 0)).isTrue();
        assertThat(limit.take("2001:db8::3", 0)).isFalse();
        assertThat(limit.take("2001:db8:0:1::1", 0)).isTrue();
        assertThat(limit.clients()).isEqualTo(2);
    }

    @Test
    void memoryIsBounded() {
        RateLimit limit = new RateLimit(1);
        for (int i = 0; i < 3 * RateLimit.MOST_CLIENTS; i++) {
            limit.take("10." + (i >> 16) + '.' + (i >> 8 & 255) + '.' + (i & 255), i);
        }
        assertThat(limit.clients()).isEqualTo(RateLimit.MOST_CLIENTS);
        assertThat(new RateLimit(0).take("10.0.0.1", 0)).isTrue();
    }
}

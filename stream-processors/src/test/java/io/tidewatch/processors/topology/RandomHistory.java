package io.tidewatch.processors.topology;

import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.GmpKind;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of two segments as links have them, compressed: all versions, both families, queriers that come and go. */
final class RandomHistory {
    private static final List<String> SEGMENTS = List.of("lan", "lan2");
    private static final List<String> GROUPS = List.of("239.1.1.1", "239.1.1.10", "224.0.0.251");
    private static final List<String> GROUPS6 = List.of("ff05::1:3", "ff02::1:ff00:1");
    /** MAC address of a host that takes the addresses of others. */
    static final String FOREIGN = "02:00:00:00:01:01";
    private static final RecordType[] TYPES = {RecordType.IS_IN, RecordType.IS_EX, RecordType.TO_IN,
        RecordType.TO_EX, RecordType.ALLOW, RecordType.BLOCK};

    private final Random random;
    private final boolean late;
    private Instant now = MembershipBench.T0;
    private int number;

    RandomHistory(long seed, boolean late) {
        this.random = new Random(seed);
        this.late = late;
    }

    List<GmpEvent> events(int count) {
        List<GmpEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Often at the same moment or close by, sometimes after a silence in which everything ends.
            now = now.plusMillis(switch (random.nextInt(10)) {
                case 0, 1 -> 0;
                case 2 -> random.nextInt(60_000);
                case 3, 4, 5 -> random.nextInt(6000);
                default -> random.nextInt(800);
            });
            Instant at = late && random.nextInt(8) == 0 ? now.minusMillis(random.nextInt(5000)) : now;
            events.add(event(pick(SEGMENTS), at, random.nextInt(3) == 0));
        }
        return events;
    }

    private GmpEvent event(String segment, Instant at, boolean ipv6) {
        String id = "event-" + number++;
        String group = pick(ipv6 ? GROUPS6 : GROUPS);
        String host = (ipv6 ? "fe80::" : "10.0.0.") + (random.nextInt(5) + 1);
        String router = (ipv6 ? "fe80::a" : "10.0.0.10") + random.nextInt(2);
        GmpEvent.Builder event = switch (random.nextInt(12)) {
            case 0 -> query(segment, at, router, null);
            case 1 -> query(segment, at, router, group);
            case 2 -> query(segment, at, router, group, some(ipv6, 1));
            case 3 -> GmpEvent.newBuilder(Wire.leave(segment, at, host, group));
            case 4 -> GmpEvent.newBuilder(Wire.olderReport(segment, at, host, ipv6 ? 1 : 1 + random.nextInt(2),
                group));
            default -> GmpEvent.newBuilder(Wire.report(segment, at, host, records(group, ipv6)));
        };
        return event.setEventId(id).setSourceMac(event.getKind() == GmpKind.REPORT || event.getKind() == GmpKind.LEAVE
            ? mac(host) : event.getSourceMac()).build();
    }

    /** Mostly its own; sometimes that of another host with its address, sometimes none, as on a link without such. */
    private String mac(String host) {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> FOREIGN;
            default -> Wire.mac(host);
        };
    }

    private GmpEvent.Builder query(String segment, Instant at, String router, String group, String... sources) {
        return Wire.query(segment, at, router, group, sources).setRobustness(1 + random.nextInt(2))
            .setQueryIntervalS(4 + random.nextInt(8)).setMaxResponseMs(group == null ? 2000 : 100
                + 400 * random.nextInt(3)).setSuppressRouterProcessing(random.nextInt(5) == 0);
    }

    private GroupRecord[] records(String group, boolean ipv6) {
        List<GroupRecord> records = new ArrayList<>();
        records.add(Wire.record(TYPES[random.nextInt(TYPES.length)], group, some(ipv6, 0)));
        if (random.nextInt(3) == 0) {
            records.add(Wire.record(TYPES[random.nextInt(TYPES.length)], pick(ipv6 ? GROUPS6 : GROUPS),
                some(ipv6, 0)));
        }
        return records.toArray(new GroupRecord[0]);
    }

    private String[] some(boolean ipv6, int least) {
        List<String> sources = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            if (random.nextInt(5) < 2 || sources.size() < least && i == 3) {
                sources.add((ipv6 ? "2001:db8::" : "192.0.2.") + i);
            }
        }
        return sources.toArray(new String[0]);
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

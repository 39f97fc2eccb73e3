package io.tidewatch.capture.flood;

import static io.tidewatch.capture.flood.Flood.START_MICROS;
import static io.tidewatch.capture.flood.Flood.alone;
import static io.tidewatch.capture.wire.FloodFrames.echo;
import static io.tidewatch.capture.wire.FloodFrames.tagged;
import static io.tidewatch.capture.wire.FloodFrames.ten;
import static io.tidewatch.capture.wire.FloodFrames.truncated;
import static io.tidewatch.capture.wire.FloodFrames.unreachable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.wire.Packets;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exact histories. The fields that events name are in {@link MergedFieldsTest}, random ones in {@link OracleTest}. */
class CoalescerTest {
    private static final byte[] IGMP = Packets.everyKind().get(6);

    /** Port unreachable from one router to one host, about one destination; ports tell the packets apart. */
    private static byte[] error(int port) {
        return unreachable(ten(1), ten(2), ten(0x30000), port, 53);
    }

    private static Instant at(long micros) {
        return Instant.EPOCH.plus(START_MICROS + micros, ChronoUnit.MICROS);
    }

    /** The event of the first packet, standing for several. */
    private static PacketEvent counted(PacketEvent first, long count, long firstMicros, long lastMicros,
                                       String... merged) {
        return new PacketEvent(first.topic(), first.key(), first.segment(),
            IcmpEvent.newBuilder((IcmpEvent) first.value()).setCount(count).setFirstAt(at(firstMicros))
                .setLastAt(at(lastMicros)).setMergedFields(List.of(merged)).build());
    }

    @Test
    void upToTheBudgetEachPacketIsAnEventAtOnceAndThoseBeyondAreOne() {
        Flood flood = new Flood(3, 16);
        List<Grain> grains = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            grains.add(flood.take(i * 10, error(1000 + i)));
        }
        assertThat(grains).containsExactly(Grain.PACKET, Grain.PACKET, Grain.PACKET, Grain.CAUSE, Grain.CAUSE,
            Grain.CAUSE, Grain.CAUSE);
        List<PacketEvent> single = List.of(alone(0, error(1000)), alone(10, error(1001)), alone(20, error(1002)));
        assertThat(flood.out).isEqualTo(single);
        assertThat(flood.coalescer.gathered()).isEqualTo(4);
        assertThat(flood.coalescer.open()).isEqualTo(1);
        assertThat(flood.coalescer.earliest()).isEqualTo((START_MICROS + 30) * 1000);
        assertThat(flood.coalescer.closesAt()).isEqualTo((START_MICROS + 200_000) * 1000);

        flood.advance(199_999);
        assertThat(flood.out).hasSize(3);
        flood.advance(200_000);
        assertThat(flood.out.subList(3, 4)).isEqualTo(
            List.of(counted(alone(30, error(1003)), 4, 30, 60, "quoted.source_port")));
        assertThat(flood.coalescer.gathered()).isZero();
        assertThat(flood.coalescer.open()).isZero();
        assertThat(flood.coalescer.earliest()).isEqualTo(Long.MAX_VALUE);
        assertThat(flood.coalescer.closesAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void theBudgetIsForASecondAndOpenEventsForAFifthOfIt() {
        Flood flood = new Flood(2, 16);
        for (int i = 0; i < 22; i++) {
            flood.take(i * 100_000, error(1));
        }
        flood.close();
        assertThat(flood.out).isEqualTo(List.of(
            alone(0, error(1)), alone(100_000, error(1)),
            counted(alone(200_000, error(1)), 2, 200_000, 300_000),
            counted(alone(400_000, error(1)), 2, 400_000, 500_000),
            counted(alone(600_000, error(1)), 2, 600_000, 700_000),
            counted(alone(800_000, error(1)), 2, 800_000, 900_000),
            alone(1_000_000, error(1)), alone(1_100_000, error(1)),
            counted(alone(1_200_000, error(1)), 2, 1_200_000, 1_300_000),
            counted(alone(1_400_000, error(1)), 2, 1_400_000, 1_500_000),
            counted(alone(1_600_000, error(1)), 2, 1_600_000, 1_700_000),
            counted(alone(1_800_000, error(1)), 2, 1_800_000, 1_900_000),
            alone(2_000_000, error(1)), alone(2_100_000, error(1))));
    }

    @Test
    void whatIsRareKeepsItsEventBesideTheFlood() {
        Flood flood = new Flood(1, 16);
        byte[] ping = echo(ten(8), ten(9), 1, 1);
        flood.take(0, error(1));
        flood.take(1, error(2));
        flood.take(2, ping);
        flood.take(3, error(3));
        flood.close();
        assertThat(flood.out).isEqualTo(List.of(alone(0, error(1)),
            counted(alone(1, error(2)), 2, 1, 3, "quoted.source_port"), alone(2, ping)));
    }

    @Test
    void stateIsNeverCountedNorCharged() {
        Flood flood = new Flood(1, 16);
        for (int i = 0; i < 50; i++) {
            assertThat(flood.take(i, IGMP)).isEqualTo(Grain.PACKET);
        }
        assertThat(flood.take(50, error(1))).isEqualTo(Grain.PACKET);
        assertThat(flood.take(51, error(1))).isEqualTo(Grain.CAUSE);
        assertThat(flood.take(52, IGMP)).isEqualTo(Grain.PACKET);
        assertThat(flood.out).hasSize(52);
    }

    @Test
    void withoutABudgetNothingIsCounted() {
        Flood flood = new Flood(0, 16);
        for (int i = 0; i < 20_000; i++) {
            assertThat(flood.take(0, error(i))).isEqualTo(Grain.PACKET);
        }
        assertThat(flood.out).hasSize(20_000);
    }

    @Test
    void malformedPacketsAreCountedByDefect() {
        Flood flood = new Flood(1, 16);
        byte[] first = truncated(ten(1), ten(2), 1);
        byte[] other = truncated(ten(1), ten(3), 1);
        byte[] cut = Arrays.copyOf(error(1), 20);
        List<byte[]> frames = List.of(first, first, other, truncated(ten(1), ten(2), 2), cut, first);
        for (int i = 0; i < frames.size(); i++) {
            flood.take(i, frames.get(i));
        }
        flood.close();
        MalformedPacket three = MalformedPacket.newBuilder((MalformedPacket) alone(1, first).value())
            .setEventId(((MalformedPacket) flood.out.get(1).value()).getEventId()).setCount(3).setLastAt(at(5))
            .setMergedFields(List.of("raw_hex")).build();
        assertThat(flood.out).extracting(PacketEvent::value).containsExactly(alone(0, first).value(), three,
            alone(2, other).value(), alone(4, cut).value());
        assertThat(flood.out).extracting(PacketEvent::count).containsExactly(1L, 3L, 1L, 1L);
        assertThat(flood.out).extracting(event -> event.topic().name()).containsOnly("tw.malformed.v1");
    }

    @Test
    void whatExplodesGoesToTheFirstGrainThatHasNoUseForIt() {
        // Of 16 keys 8 are for causes, 4 for prefixes, and one for each of the coarser grains.
        List<byte[]> scan = new ArrayList<>();
        List<byte[]> backscatter = new ArrayList<>();
        List<byte[]> spoofed = new ArrayList<>();
        List<byte[]> reflected = new ArrayList<>();
        List<byte[]> noise = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            scan.add(unreachable(ten(1), ten(2), ten(0x30000 + (i << 8)), 1, 53));
            backscatter.add(unreachable(ten(1), ten(0x400 + i), ten(0x30000), 1, 53));
            spoofed.add(unreachable(ten(0x500 + i), ten(2), ten(0x30000 + i * 257), 1, 53));
            reflected.add(unreachable(ten(0x500 + i), ten(0x400 + i), ten(0x30000 + i), 1, 53));
            noise.add(unreachable(ten(0x500 + i), ten(0x400 + i), ten(0x30000 + (i << 8)), 1, 53));
        }
        assertThat(grains(scan)).isEqualTo(grains(8, 4, 8, 0, 0, 0));
        assertThat(grains(backscatter)).isEqualTo(grains(8, 4, 1, 7, 0, 0));
        assertThat(grains(spoofed)).isEqualTo(grains(8, 4, 8, 0, 0, 0));
        assertThat(grains(reflected)).isEqualTo(grains(8, 4, 1, 1, 6, 0));
        assertThat(grains(noise)).isEqualTo(grains(8, 4, 1, 1, 1, 5));
    }

    private static List<Grain> grains(List<byte[]> frames) {
        Flood flood = new Flood(1, 16);
        flood.take(0, echo(ten(1), ten(2), 1, 1));
        return frames.stream().map(frame -> flood.take(1, frame)).toList();
    }

    /** So many of each grain that counts, from fine to coarse. */
    private static List<Grain> grains(int... counts) {
        List<Grain> grains = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            for (int n = 0; n < counts[i]; n++) {
                grains.add(Grain.values()[i + 1]);
            }
        }
        return grains;
    }

    @Test
    void evenKindsCantExplode() {
        Flood flood = new Flood(1, 16);
        flood.take(0, error(1));
        for (int i = 0; i < 4096; i++) {
            flood.take(1, tagged(i, error(1)));
            flood.take(1, tagged(i, truncated(ten(i), ten(1), i)));
        }
        assertThat(flood.coalescer.open()).isLessThanOrEqualTo(19);
        flood.close();
        assertThat(flood.out.stream().mapToLong(PacketEvent::count).sum()).isEqualTo(1 + 2 * 4096);
        List<List<String>> merged = flood.out.stream().filter(event -> event.count() > 3000).map(PacketEvent::value)
            .map(value -> value instanceof IcmpEvent icmp ? icmp.getMergedFields()
                : ((MalformedPacket) value).getMergedFields()).toList();
        assertThat(merged).containsExactlyInAnyOrder(List.of("segment", "vlan_ids"),
            List.of("segment", "vlan_ids", "source", "raw_hex"));
    }

    @Test
    void whatIsLateBelongsToTheWindow() {
        Flood flood = new Flood(1, 16);
        flood.take(1_500_000, error(1));
        flood.take(1_500_000, error(1));
        flood.take(600_000, error(1));
        flood.take(1_500_001, error(1));
        assertThat(flood.coalescer.earliest()).isEqualTo((START_MICROS + 600_000) * 1000);
        flood.take(1_600_000, error(2));
        IcmpEvent counted = (IcmpEvent) flood.out.get(1).value();
        assertThat(List.of(counted.getCount(), counted.getCapturedAt(), counted.getFirstAt(), counted.getLastAt()))
            .containsExactly(3L, at(1_500_000), at(600_000), at(1_500_001));
    }

    @Test
    void timeThatStepsBackBeginsAWindowThereAndEarnsNothing() {
        Flood flood = new Flood(2, 16);
        flood.take(100_000_000, error(1));
        flood.take(0, error(1));
        assertThat(flood.take(1, error(1))).isEqualTo(Grain.CAUSE);
        assertThat(flood.take(100_000_000, error(1))).as("forward again").isEqualTo(Grain.PACKET);
        assertThat(flood.out).hasSize(4);
        assertThat(flood.take(1_000_000, error(1))).isEqualTo(Grain.PACKET);
        assertThat(flood.take(1_000_001, error(1))).isEqualTo(Grain.CAUSE);
        assertThat(flood.take(2_000_000, error(1))).as("its own second").isEqualTo(Grain.PACKET);
        assertThat(flood.out.stream().mapToLong(PacketEvent::count).sum()).isEqualTo(7);
    }

    @Test
    void timesAtTheEndsOfTheirRangeLoseNothing() {
        Flood flood = new Flood(1, 16);
        long most = Long.MAX_VALUE / 1000 - START_MICROS;
        long least = Long.MIN_VALUE / 1000 - START_MICROS;
        long[] times = {0, most, most, least, least, most, 0, 0, least, least};
        for (long time : times) {
            flood.take(time, error(1));
            flood.advance(time);
        }
        flood.close();
        assertThat(flood.out.stream().mapToLong(PacketEvent::count).sum()).isEqualTo(times.length);
    }

    @Test
    void equalPacketsOfOneInstantHaveDifferentIdsAndEveryReplayTheSame() {
        List<Object> ids = ids(0);
        assertThat(ids).doesNotHaveDuplicates().hasSize(16);
        for (int passed = 1; passed < 60; passed++) {
            List<Object> rest = ids(passed);
            assertThat(rest).isEqualTo(ids.subList(ids.size() - rest.size(), ids.size()));
        }
    }

    /** 60 packets, equal but for the instant in tens, of which so many are passed over. */
    private static List<Object> ids(int passed) {
        Flood flood = new Flood(5, 16);
        for (int i = 0; i < 60; i++) {
            long micros = i / 10 * 250_000L;
            if (i < passed) {
                var frame = Flood.frame(i, micros, error(1));
                flood.coalescer.pass(frame, Flood.decode(frame));
            } else {
                flood.take(micros, error(1));
            }
        }
        flood.close();
        return flood.out.stream().map(event -> event.value().get(0)).toList();
    }

    @Test
    void whatIsForgottenIsNotHandedOut() {
        Flood flood = new Flood(1, 16);
        flood.take(0, error(1));
        flood.take(0, error(1));
        flood.coalescer.forget();
        assertThat(flood.coalescer.gathered()).isZero();
        assertThat(flood.take(1, error(1))).isEqualTo(Grain.CAUSE);
        flood.close();
        assertThat(flood.out).extracting(PacketEvent::count).containsExactly(1L, 1L);
    }

    @Test
    void limitsAreWithinReason() {
        assertThatThrownBy(() -> new FloodLimits(-1, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FloodLimits(1, 15)).isInstanceOf(IllegalArgumentException.class);
        for (int keys : new int[] {16, 17, 1000, 16_384}) {
            int most = Arrays.stream(Grain.values()).mapToInt(grain -> grain.most(keys)).sum();
            assertThat(most).isBetween(keys - 16, keys + 3);
        }
    }
}

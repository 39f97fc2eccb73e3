package io.tidewatch.capture.flood;

import static io.tidewatch.capture.wire.FloodFrames.ten;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.event.PacketEvents;
import io.tidewatch.capture.source.CapturedFrame;
import io.tidewatch.capture.wire.FloodFrames;
import io.tidewatch.capture.wire.Packets;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.MalformedPacket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random floods against the plainest way to say what should come out: every event made, and then put together. */
class OracleTest {
    private static final int PACKETS = 6000;
    private static final List<byte[]> KINDS = Packets.everyKind();
    private static final Set<String> OWN = Set.of("event_id", "captured_at", "count", "first_at", "last_at",
        "merged_fields");

    /** One event with what is counted in it. */
    private record Group(List<SpecificRecord> packets) {
    }

    private static final class Oracle {
        private final int budget;
        private final int keys;
        private final PacketEvents events = Flood.events();
        private final List<SpecificRecord> out = new ArrayList<>();
        private final Map<String, Group> open = new LinkedHashMap<>();
        private long window = -1;
        private int spent;

        Oracle(int budget, int keys) {
            this.budget = budget;
            this.keys = keys;
        }

        void take(CapturedFrame frame) {
            SpecificRecord event = events.of(frame, Flood.decode(frame)).value();
            if (event instanceof GmpEvent) {
                out.add(event);
                return;
            }
            long at = frame.timestampNanos() / 200_000_000;
            if (at > window || at < window - 5) {
                close();
                spent = at / 5 > window / 5 ? 0 : spent;
                window = at;
            }
            if (spent < budget) {
                spent++;
                out.add(event);
                return;
            }
            for (String grain : List.of("cause", "prefix", "receiver", "reporter", "target", "kind", "rest")) {
                String key = key(grain, event);
                if (key != null && (open.containsKey(key) || room(grain))) {
                    open.computeIfAbsent(key, any -> new Group(new ArrayList<>())).packets().add(event);
                    return;
                }
            }
            throw new AssertionError(event);
        }

        private boolean room(String grain) {
            long taken = open.keySet().stream().filter(key -> key.startsWith(grain)).count();
            return taken < switch (grain) {
                case "cause" -> keys / 2;
                case "prefix" -> keys / 4;
                case "rest" -> 3;
                default -> keys / 16;
            };
        }

        private static String key(String grain, SpecificRecord event) {
            if (event instanceof MalformedPacket malformed) {
                return switch (grain) {
                    case "cause" -> grain + list(malformed.getSegment(), malformed.getVlanIds(), malformed.getTunnels(),
                        malformed.getSourceMac(), malformed.getSource(), malformed.getDestination(),
                        malformed.getDefect());
                    case "kind" -> grain + list(malformed.getSegment(), malformed.getDefect());
                    case "rest" -> grain;
                    default -> null;
                };
            }
            IcmpEvent icmp = (IcmpEvent) event;
            var quoted = icmp.getQuoted();
            String kind = list(icmp.getSegment(), icmp.getIpVersion(), icmp.getType(), icmp.getCode());
            String prefix = quoted == null ? "" : prefix(quoted.getDestination());
            return grain + switch (grain) {
                case "cause" -> kind + list(icmp.getVlanIds(), icmp.getTunnels(), icmp.getSourceMac(),
                    icmp.getSource(), icmp.getDestination(), icmp.getChecksum(), icmp.getDefects(), icmp.getGateway(),
                    icmp.getMtu(), icmp.getPointer(), quoted == null ? null : list(quoted.getSource(),
                        quoted.getDestination(), quoted.getProtocol(), quoted.getInnerType()));
                case "prefix" -> kind + list(icmp.getSource(), icmp.getDestination(), icmp.getGateway(), icmp.getMtu(),
                    prefix);
                case "receiver" -> kind + icmp.getDestination();
                case "reporter" -> kind + icmp.getSource();
                case "target" -> kind + prefix;
                case "kind" -> kind;
                default -> icmp.getIpVersion();
            };
        }

        private static String list(Object... values) {
            return Arrays.toString(values);
        }

        /** The addresses of these floods are 10.x.y.z and 2001:db8:0:x::z. */
        private static String prefix(String address) {
            return address.substring(0, address.contains(":") ? address.indexOf("::") : address.lastIndexOf('.'));
        }

        void close() {
            open.values().forEach(group -> out.add(merged(group.packets())));
            open.clear();
        }

        private static SpecificRecord merged(List<SpecificRecord> packets) {
            SpecificRecord first = packets.get(0);
            if (packets.size() == 1) {
                return first;
            }
            List<Instant> times = packets.stream().map(packet -> (Instant) packet.get(packet.getSchema()
                .getField("captured_at").pos())).sorted().toList();
            Set<String> names = new LinkedHashSet<>();
            compare("", packets, names);
            if (first instanceof MalformedPacket malformed) {
                return MalformedPacket.newBuilder(malformed).setCount(packets.size())
                    .setLastAt(times.get(times.size() - 1)).setMergedFields(List.copyOf(names)).build();
            }
            return IcmpEvent.newBuilder((IcmpEvent) first).setCount(packets.size()).setFirstAt(times.get(0))
                .setLastAt(times.get(times.size() - 1)).setMergedFields(List.copyOf(names)).build();
        }

        /** Names what is not the same in all, in the order of the schema. */
        private static void compare(String prefix, List<? extends SpecificRecord> packets, Set<String> names) {
            for (Schema.Field field : packets.get(0).getSchema().getFields()) {
                List<Object> values = packets.stream().map(packet -> packet.get(field.pos())).toList();
                Object first = values.get(0);
                boolean same = values.stream().allMatch(value -> Objects.equals(value, first));
                if (field.name().equals("quoted")) {
                    quoted(values, names);
                } else if (!same && !(prefix.isEmpty() && OWN.contains(field.name()))) {
                    names.add(prefix + field.name());
                }
                if (prefix.equals("quoted.") && field.name().equals("destination") && packets.stream()
                        .map(packet -> prefix((String) packet.get(field.pos()))).distinct().count() > 1) {
                    names.add("quoted.prefix");
                }
            }
        }

        /** Those without a quote differ from the first if it has one; its fields are compared with those that have. */
        private static void quoted(List<Object> values, Set<String> names) {
            if (values.stream().map(Objects::isNull).distinct().count() > 1) {
                names.add("quoted");
            }
            if (values.get(0) != null) {
                compare("quoted.", values.stream().filter(Objects::nonNull).map(SpecificRecord.class::cast).toList(),
                    names);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatComesOutIsWhatTheOracleSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int budget = 1 + random.nextInt(40);
        int keys = 16 + random.nextInt(200);
        // How many values each part of the packets has: few are merged, many explode.
        int[] spread = random.ints(5, 0, 4).map(power -> (int) Math.pow(12, power)).toArray();
        Flood flood = new Flood(budget, keys);
        Oracle oracle = new Oracle(budget, keys);
        Map<Grain, Long> grains = new TreeMap<>();
        long micros = 0;
        for (int i = 0; i < PACKETS; i++) {
            micros += random.nextInt(4) == 0 ? random.nextInt(2000) : random.nextInt(3);
            // Some are late; at one moment in a while time steps back or forward by minutes.
            long late = random.nextInt(200) == 0 ? 1 + random.nextInt(300_000) : 0;
            micros += random.nextInt(2000) == 0 ? (random.nextInt(3) - 1) * 60_000_000L : 0;
            byte[] bytes = packet(random, spread);
            grains.merge(flood.take(Math.max(0, micros + 200_000_000 - late), bytes), 1L, Long::sum);
            oracle.take(Flood.frame(i, Math.max(0, micros + 200_000_000 - late), bytes));
            assertThat(flood.out).hasSameSizeAs(oracle.out);
        }
        flood.close();
        oracle.close();
        for (int i = 0; i < oracle.out.size(); i++) {
            assertThat(flood.out.get(i).value()).as("seed %d event %d of %d, budget %d keys %d spread %s", seed, i,
                oracle.out.size(), budget, keys, Arrays.toString(spread)).isEqualTo(oracle.out.get(i));
        }
        assertThat(flood.out).hasSameSizeAs(oracle.out);
        assertThat(flood.out.stream().mapToLong(PacketEvent::count).sum()).as("seed %d", seed).isEqualTo(PACKETS);
        assertThat(grains.keySet()).as("seed %d", seed).contains(Grain.PACKET, Grain.CAUSE);
    }

    private static byte[] packet(SplittableRandom random, int[] spread) {
        int port = random.nextInt(60_000);
        int reporter = random.nextInt(spread[0]);
        int receiver = random.nextInt(spread[1]);
        int quoted = random.nextInt(spread[2]) << 8 | random.nextInt(Math.min(200, spread[3]));
        byte[] bytes = switch (random.nextInt(9)) {
            case 0 -> FloodFrames.echo(ten(reporter), ten(receiver), port, random.nextInt(9));
            case 1 -> FloodFrames.truncated(ten(reporter), ten(receiver), port);
            case 2 -> FloodFrames.unreachable6(Packets.ip("2001:db8::" + (1 + reporter % 9)),
                Packets.ip("fe80::7"), Packets.ip("2001:db8:0:" + (1 + quoted % 7) + "::1"), port);
            case 3 -> KINDS.get(random.nextInt(KINDS.size())).clone();
            default -> FloodFrames.unreachable(ten(reporter), ten(receiver), ten(quoted), port, 53);
        };
        if (random.nextInt(50) == 0) {
            // The ICMP checksum, or what it is about.
            bytes[Math.min(bytes.length - 1, 36)] ^= 1;
        }
        return random.nextInt(20) == 0 ? FloodFrames.tagged(1 + random.nextInt(spread[4]) % 4000, bytes) : bytes;
    }
}

package io.tidewatch.processors.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/**
 * What is due when, in order, for each segment by itself: each has its own time. An entry is its key: segment, {@code
 * |}, deadline in 8 bytes big-endian, what is due. No segment's name contains {@code |}, so no two overlap. Entries are
 * kept by the second, in rows of what came with one commit ({@link DeadlinePage}).
 *
 * <p>Each live record has one entry that counts, at or before its deadline, and knows its time. A refresh moves the
 * deadline in the record alone, and an entry that fires too early is put where the deadline is by then. An entry that
 * is moved before stays in its row, which costs nothing more: what fires and is not what its record knows is void.
 *
 * <p>What is due at the same time comes in the order of its text: leaves and stays to forget, then group by group the
 * hosts, the windows, the group itself.
 */
final class DeadlineIndex {
    /** Behind any host: hosts end before their group. */
    private static final String GROUP_ITSELF = "~";
    /** Behind any host too. */
    private static final String WINDOWS = "}";
    /** Less than any character of an address: groups come in the order of their text. */
    private static final char BLANK = ' ';
    /** Before any group. */
    private static final char STAY = '!';
    private static final int MOST_AGENDAS = 4096;

    private final WriteBackStore<Bytes, byte[]> store;
    private final int mostMoved;
    private final Map<String, Agenda> agendas = new HashMap<>();
    private int moved;

    /** So many entries at most are remembered as moved; of others the record is read when they fire. */
    DeadlineIndex(WriteBackStore<Bytes, byte[]> store, int mostMoved) {
        this.store = store;
        this.mostMoved = mostMoved;
    }

    /** What is due. */
    enum Kind { STAY, HOST, GROUP, WINDOW, LEAVE }

    /**
     * One entry.
     *
     * @param at deadline
     * @param kind what is due
     * @param group group; of a stay too; empty for a leave
     * @param host host, its {@link HostKey}; empty for a group and its windows
     * @param stayEnd when the stay ended; 0 for others
     */
    record Due(long at, Kind kind, String group, String host, long stayEnd) {
    }

    static Due group(long at, String group) {
        return new Due(at, Kind.GROUP, group, "", 0);
    }

    static Due host(long at, String group, String host) {
        return new Due(at, Kind.HOST, group, host, 0);
    }

    static Due window(long at, String group) {
        return new Due(at, Kind.WINDOW, group, "", 0);
    }

    static Due leave(long at, String host) {
        return new Due(at, Kind.LEAVE, "", host, 0);
    }

    static Due stay(long at, String group, String host, long end) {
        return new Due(at, Kind.STAY, group, host, end);
    }

    private Agenda agenda(SegmentState segment) {
        Agenda known = segment.agenda();
        if (known == null || known.gone()) {
            known = agendas.computeIfAbsent(segment.name(), name -> new Agenda(name, store));
            segment.agenda(known);
        }
        return known;
    }

    void put(SegmentState segment, Due due) {
        agenda(segment).add(key(segment.name(), due));
        segment.due(Math.min(segment.due(), due.at()));
    }

    /** It may fire still, and is void then. */
    void delete(SegmentState segment, Due due) {
        Agenda agenda = agenda(segment);
        int before = agenda.moved();
        agenda.remove(key(segment.name(), due), moved < mostMoved);
        moved += agenda.moved() - before;
    }

    /** Before each commit: until then what is new is in memory alone. */
    void write() {
        agendas.values().removeIf(Agenda::write);
        if (agendas.size() > MOST_AGENDAS) {
            agendas.values().forEach(Agenda::forget);
            agendas.clear();
        }
        moved = agendas.values().stream().mapToInt(Agenda::moved).sum();
    }

    /** What to do with an entry. */
    interface Firing {
        /** Does it, and tells how much work that was; 1 is one membership. */
        int fire(Due due);
    }

    /**
     * Hands over what is due up to a time, in order, also what is added meanwhile; each entry is gone by then.
     *
     * @param step how much may be done; it may end a little behind
     */
    void fire(SegmentState segment, long upTo, Step step, Firing firing) {
        if (segment.due() > upTo) {
            return;
        }
        try (Agenda.Walk walk = agenda(segment).walk(segment.due(), upTo)) {
            segment.due(Long.MAX_VALUE);
            while (step.goesOn()) {
                Bytes next = walk.next();
                if (next == null) {
                    break;
                }
                step.done(firing.fire(due(segment.name().length(), next)));
            }
            segment.due(Math.min(segment.due(), walk.due()));
        }
    }

    /** When an entry is due, or a row begins. */
    static long at(String segment, Bytes key) {
        return ByteBuffer.wrap(key.get()).getLong(segment.length() + 1);
    }

    /** The entry of a key; names of segments are ASCII, so their length in characters is that in bytes. */
    static Due due(int segmentLength, Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        long at = bytes.getLong(segmentLength + 1);
        int start = segmentLength + 1 + Long.BYTES;
        boolean stay = bytes.get(start) == STAY;
        long end = stay ? bytes.getLong(start + 1) : 0;
        start += stay ? 1 + Long.BYTES : 0;
        String text = new String(key.get(), start, key.get().length - start, StandardCharsets.US_ASCII);
        int bar = text.indexOf(BLANK);
        String group = text.substring(0, bar);
        String host = text.substring(bar + 1);
        if (stay) {
            return stay(at, group, host, end);
        }
        return group.isEmpty() ? leave(at, host) : host.equals(GROUP_ITSELF) ? group(at, group)
            : host.equals(WINDOWS) ? window(at, group) : host(at, group, host);
    }

    static Bytes from(String segment, long at) {
        return Bytes.wrap(ByteBuffer.allocate(segment.length() + 1 + Long.BYTES)
            .put(segment.getBytes(StandardCharsets.US_ASCII)).put((byte) '|').putLong(at).array());
    }

    static Bytes key(String segment, Due due) {
        String behind = switch (due.kind()) {
            case STAY, HOST, LEAVE -> due.host();
            case WINDOW -> WINDOWS;
            case GROUP -> GROUP_ITSELF;
        };
        boolean stay = due.kind() == Kind.STAY;
        ByteBuffer key = ByteBuffer.allocate(segment.length() + 1 + Long.BYTES + (stay ? 1 + Long.BYTES : 0)
            + due.group().length() + 1 + behind.length());
        put(key, segment);
        key.put((byte) '|').putLong(due.at());
        if (stay) {
            key.put((byte) STAY).putLong(due.stayEnd());
        }
        put(key, due.group());
        put(key.put((byte) BLANK), behind);
        return Bytes.wrap(key.array());
    }

    /** ASCII, without an array of its own: a key is made for each deadline that moves. */
    private static void put(ByteBuffer key, String text) {
        for (int i = 0; i < text.length(); i++) {
            key.put((byte) text.charAt(i));
        }
    }
}

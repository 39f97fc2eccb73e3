package io.tidewatch.processors.topology;

import io.tidewatch.processors.membership.MemberWindow;
import io.tidewatch.processors.topology.state.GroupRow;
import io.tidewatch.processors.topology.state.LeaveRow;
import io.tidewatch.processors.topology.state.MemberRow;
import io.tidewatch.processors.topology.state.WindowRow;
import io.tidewatch.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The entries of the deadline index that count: those that the record which they are about knows of. */
final class LiveDeadlines {
    private final Function<String, KeyValueStore<?, ?>> stores;

    /** Of the stores by name. */
    LiveDeadlines(Function<String, KeyValueStore<?, ?>> stores) {
        this.stores = stores;
    }

    /** Segment and entry; each is there once. */
    Set<String> all() {
        Set<String> live = new TreeSet<>();
        KeyValueStore<Bytes, byte[]> timers = store(MembershipStores.TIMERS);
        try (KeyValueIterator<Bytes, byte[]> rows = timers.all()) {
            while (rows.hasNext()) {
                KeyValue<Bytes, byte[]> row = rows.next();
                String segment = new String(row.key.get(), StandardCharsets.ISO_8859_1).split("\\|")[0];
                DeadlinePage.read(segment, row, entry -> {
                    DeadlineIndex.Due due = DeadlineIndex.due(segment.length(), entry);
                    if (counts(segment, due)) {
                        live.add(segment + ' ' + due);
                    }
                });
            }
        }
        return live;
    }

    private boolean counts(String segment, DeadlineIndex.Due due) {
        String group = Topics.key(segment, due.group());
        return switch (due.kind()) {
            case STAY -> true;
            case HOST -> {
                MemberRow row = this.<String, MemberRow>store(MembershipStores.MEMBERS)
                    .get(Topics.key(group, due.host()));
                yield row != null && row.getArmedAt() == due.at();
            }
            case GROUP -> {
                GroupRow row = this.<String, GroupRow>store(MembershipStores.GROUPS).get(group);
                yield row != null && row.getArmedAt() == due.at();
            }
            case WINDOW -> {
                WindowRow row = this.<String, WindowRow>store(MembershipStores.WINDOWS).get(group);
                yield row != null && row.getArmedAt() == due.at();
            }
            case LEAVE -> {
                LeaveRow row = this.<String, LeaveRow>store(MembershipStores.LEAVES)
                    .get(Topics.key(segment, due.host()));
                yield row != null && row.getAt() + MemberWindow.ZAP_LIMIT_MS == due.at();
            }
        };
    }

    @SuppressWarnings("unchecked")
    private <K, V> KeyValueStore<K, V> store(String name) {
        return (KeyValueStore<K, V>) stores.apply(name);
    }
}

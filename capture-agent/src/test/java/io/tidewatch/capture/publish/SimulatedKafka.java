package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.spool.WriterSchema;
import io.tidewatch.schemas.OperatorError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/**
 * A broker with a partition for each key, as far as an agent sees it: it takes the records of a link in their order on
 * each partition, and its acknowledgements may get lost. What a real producer promises is promised here: behind a
 * record that failed nothing of that link arrives.
 */
final class SimulatedKafka implements Connector {
    private final Random random;
    private final List<Parcel> log = new ArrayList<>();
    private final List<SimulatedLink> links = new ArrayList<>();
    private boolean up = true;
    private boolean refusing;
    private int known;

    SimulatedKafka(Random random) {
        this.random = random;
    }

    /** Everything that arrived, statuses too, in order. */
    List<Parcel> log() {
        return log;
    }

    void up(boolean is) {
        up = is;
    }

    void refusing(boolean is) {
        refusing = is;
    }

    int schemas() {
        return known;
    }

    @Override
    public Link connect(Map<Long, WriterSchema> schemas) throws NoLinkException {
        if (!up) {
            throw NoLinkException.unreachable(OperatorError.failed("Kafka does not answer", "away", "wait", null));
        }
        if (refusing && random.nextBoolean()) {
            throw NoLinkException.refused(OperatorError.failed("Kafka refuses", "no", "mend", null));
        }
        known = schemas.size();
        SimulatedLink link = new SimulatedLink();
        links.add(link);
        return link;
    }

    /** Takes some of what was sent and acknowledges some of what it took. */
    void work() {
        links.forEach(SimulatedLink::work);
    }

    /** Takes and acknowledges all of it. */
    void workAll() {
        links.forEach(SimulatedLink::workAll);
    }

    /** Breaks the links: what they carried may have arrived or not. */
    void breakLinks() {
        for (SimulatedLink link : links) {
            link.work();
            link.fail(new TimeoutException("the connection broke"));
        }
        links.clear();
    }

    /** A record on its way. */
    private record Sent(Parcel parcel, Consumer<Exception> done) {
    }

    private final class SimulatedLink implements Link {
        private final List<Sent> coming = new ArrayList<>();
        private final List<Sent> taken = new ArrayList<>();
        private boolean dead;

        @Override
        public void send(Parcel parcel, Consumer<Exception> done) {
            if (dead) {
                done.accept(new IllegalStateException("closed"));
            } else {
                coming.add(new Sent(parcel, done));
            }
        }

        /** Of each partition a beginning of what comes is taken, of all partitions in any mixture. */
        void work() {
            if (!up || dead) {
                return;
            }
            Map<String, Integer> most = new HashMap<>();
            for (Iterator<Sent> each = coming.iterator(); each.hasNext();) {
                Sent sent = each.next();
                String partition = sent.parcel().topic() + sent.parcel().key();
                int left = most.computeIfAbsent(partition, unknown -> random.nextInt(20));
                if (left > 0) {
                    most.put(partition, left - 1);
                    each.remove();
                    if (refusing) {
                        fail(new TopicAuthorizationException("not any more"), sent);
                        return;
                    }
                    if (sent.parcel().value().length > 5000) {
                        sent.done().accept(new RecordTooLargeException("too large"));
                    } else {
                        log.add(sent.parcel());
                        taken.add(sent);
                    }
                }
            }
            for (Iterator<Sent> each = taken.iterator(); each.hasNext();) {
                Sent sent = each.next();
                if (random.nextInt(4) > 0) {
                    each.remove();
                    sent.done().accept(null);
                }
            }
        }

        void workAll() {
            while (up && !dead && !(coming.isEmpty() && taken.isEmpty())) {
                work();
            }
        }

        private void fail(Exception cause, Sent first) {
            first.done().accept(cause);
            fail(cause);
        }

        void fail(Exception cause) {
            dead = true;
            List<Sent> failed = new ArrayList<>(taken);
            failed.addAll(coming);
            taken.clear();
            coming.clear();
            failed.forEach(sent -> sent.done().accept(cause));
        }

        @Override
        public void close(Duration patience) {
            if (!patience.isZero()) {
                workAll();
            }
            if (!dead) {
                fail(new TimeoutException("closed"));
            }
        }
    }

    /** What a reader keeps that drops what it has seen: the numbers of each boot, by partition. */
    Map<String, List<String>> read() {
        Map<String, List<String>> kept = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (Parcel parcel : log) {
            String partition = parcel.topic() + ' ' + parcel.key();
            String row = partition + ' ' + parcel.origin().captureInterface() + ' ' + parcel.origin().bootId();
            if (parcel.numbered() && parcel.sequence() > last.getOrDefault(row, 0L)) {
                last.put(row, parcel.sequence());
                kept.computeIfAbsent(partition, unknown -> new ArrayList<>()).add(parcel.origin().bootId() + ' '
                    + parcel.sequence());
            }
        }
        return kept;
    }

    /** All that arrived, whatever its order. */
    Set<String> arrived() {
        Set<String> all = new HashSet<>();
        log.stream().filter(Parcel::numbered)
            .forEach(parcel -> all.add(parcel.origin().bootId() + ' ' + parcel.sequence()));
        return all;
    }
}

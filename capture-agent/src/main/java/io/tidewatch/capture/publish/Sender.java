package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.Item;
import io.tidewatch.capture.spool.Moment;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.capture.spool.Spool;
import io.tidewatch.capture.spool.SpoolSettings;
import io.tidewatch.capture.spool.WriterSchema;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.SensorStatus;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Brings parcels to the broker in their order, whatever happens to it: what it does not take waits in the spool. Goes
 * by steps, each of which takes what has come and been answered, sends what there is room for, and writes what is due;
 * nothing in a step waits for the broker. For one thread, but for what says otherwise.
 */
final class Sender {
    private static final int MOST_IN_FLIGHT = 20_000;
    private static final int MOST_AT_ONCE = 500;
    private static final long MOST_BYTES_AT_ONCE = 1 << 20;
    private static final long MOST_BYTES_IN_FLIGHT = 16L << 20;
    /** A kill loses no more than what came in so short a time. */
    private static final long WRITE_EVERY = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SYNC_EVERY = TimeUnit.SECONDS.toNanos(1);
    /** What is not acknowledged, or not sent, after so long is written to the spool as well. */
    private static final long SAFE_AFTER = TimeUnit.SECONDS.toNanos(1);
    private static final long REPORT_EVERY = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);

    private final Connector connector;
    private final Executor looks;
    private final ValueEncoder encoder;
    private final Accounts accounts;
    private final Spool spool;
    private final Statuses statuses;
    private final Outage outage = new Outage();
    private final Transitions transitions;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private CompletableFuture<Look> look;
    private NoLinkException firstAnswer;
    private boolean looked;
    private Link link;
    /** Tells the answers of this link from those of the ones before. */
    private int generation;
    private long bytesInFlight;
    private long backlogSince;
    private boolean backlog;
    private boolean synced = true;
    private long wroteAt;
    private long syncedAt;
    private long reportedAt;
    private volatile PublishReport report;

    /** A look for the broker: a link, or why there is none. */
    private record Look(Link link, NoLinkException refusal) {
    }

    /** What became of an item that was sent, or of a status: {@code item} is null. */
    private record Answer(int generation, Item item, Exception failure) {
    }

    /**
     * A sender that has not begun.
     *
     * @param looks runs what may wait for the broker
     */
    Sender(Topics topics, SpoolSettings settings, ValueEncoder encoder, Connector connector, Executor looks) {
        this.connector = connector;
        this.looks = looks;
        this.encoder = encoder;
        this.accounts = new Accounts(topics);
        this.spool = new Spool(settings, accounts, fingerprint -> encoder.schemas().get(fingerprint).json());
        this.statuses = new Statuses(encoder);
        this.transitions = new Transitions(settings.directory());
        this.report = report(new Moment(0, 0));
    }

    /** Opens the spool. */
    void open(Moment now) {
        accounts.found(spool.open(now));
        wroteAt = now.nanos();
        syncedAt = now.nanos();
        report = report(now);
    }

    /** Whose records are coming. On any thread. */
    void register(Delivery books) {
        accounts.register(books);
    }

    /** How interfaces stand, to be told when it is their turn. On any thread. */
    void tell(List<SensorStatus> told) {
        statuses.offer(told);
    }

    /** Counts and logs a record that nobody can send. On any thread. */
    void lost(Receipt record, Delivery delivery, Exception cause) {
        accounts.lost("a record of " + delivery.origin().captureInterface(), record, delivery, Delivery.Place.MEMORY,
            cause);
    }

    void step(List<Parcel> arrived, Moment now) {
        takeAnswers(now);
        arrived.forEach(spool::add);
        lookForBroker(now);
        send(now);
        if (link != null && !outage.away(now.nanos()) && !accounts.earlierBoots(spool.onDisk())) {
            int sentBy = generation;
            for (int sent = statuses.send(link, report, failure -> answers.add(new Answer(sentBy, null, failure)));
                    sent > 0; sent--) {
                outage.sent(now.nanos());
            }
        }
        write(now);
        boolean another = transitions.of(outage.state(spool.waits(), now.nanos()));
        if (another || now.nanos() - reportedAt >= REPORT_EVERY) {
            reportedAt = now.nanos();
            report = report(now);
            transitions.tell(report);
        }
    }

    private void takeAnswers(Moment now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.generation() == generation) {
                take(answer.item(), answer.failure(), now);
            }
        }
        accounts.tell();
    }

    private void take(Item item, Exception failure, Moment now) {
        Refusal refusal = failure == null ? null : Refusal.of(failure);
        if (failure == null || refusal == Refusal.RECORD) {
            outage.answered(now.nanos());
            if (item != null) {
                bytesInFlight -= item.parcel().size();
                accounts.settled(item, failure);
                spool.settled(item);
            }
        } else {
            unlinked(refusal == Refusal.REFUSED, "Kafka did not take what was sent. " + failure + ".", now);
        }
    }

    private void unlinked(boolean refused, String why, Moment now) {
        link.close(Duration.ZERO);
        link = null;
        generation++;
        bytesInFlight = 0;
        spool.giveBack();
        outage.down(refused, why, now.nanos());
    }

    private void lookForBroker(Moment now) {
        if (outage.look(now.nanos())) {
            Map<Long, WriterSchema> schemas = new HashMap<>(spool.writerSchemas(now));
            schemas.putAll(encoder.schemas());
            look = CompletableFuture.supplyAsync(() -> connect(schemas), looks);
        }
        if (look == null || !look.isDone()) {
            return;
        }
        Look done = look.join();
        if (done.refusal() == null) {
            link = done.link();
            outage.up(now.nanos());
        } else {
            firstAnswer = looked ? firstAnswer : done.refusal();
            outage.down(done.refusal().refused(), done.refusal().getMessage(), now.nanos());
        }
        looked = true;
        look = null;
    }

    private Look connect(Map<Long, WriterSchema> schemas) {
        try {
            return new Look(connector.connect(schemas), null);
        } catch (NoLinkException e) {
            return new Look(null, e);
        } catch (RuntimeException e) {
            return new Look(null, NoLinkException.unreachable(OperatorError.failed("The look for Kafka failed",
                e.toString(), "The agent looks again; if that does not help, please report it with the log", e)));
        }
    }

    private void send(Moment now) {
        boolean more = link != null;
        while (more && outage.inFlight() < MOST_IN_FLIGHT && bytesInFlight < MOST_BYTES_IN_FLIGHT) {
            List<Item> items = spool.take(MOST_AT_ONCE, MOST_BYTES_AT_ONCE, now);
            for (Item item : items) {
                int sentBy = generation;
                bytesInFlight += item.parcel().size();
                outage.sent(now.nanos());
                link.send(item.parcel(), failure -> answers.add(new Answer(sentBy, item, failure)));
            }
            more = !items.isEmpty();
        }
        if (backlog != spool.waits()) {
            backlog = !backlog;
            backlogSince = now.nanos();
        }
    }

    private void write(Moment now) {
        if (now.nanos() - wroteAt >= WRITE_EVERY) {
            wroteAt = now.nanos();
            boolean all = outage.away(now.nanos()) || spool.waitsOnDisk() || spool.inFlightFor(now) >= SAFE_AFTER
                || backlog && now.nanos() - backlogSince >= SAFE_AFTER;
            synced &= !spool.write(all, now);
        }
        if (!synced && now.nanos() - syncedAt >= SYNC_EVERY) {
            syncedAt = now.nanos();
            synced = true;
            spool.sync(now);
        }
    }

    /** Whether a little more time brings to the broker, or to the disk, what is in memory alone. */
    boolean unfinished(Moment now) {
        return looked && !outage.away(now.nanos()) && (spool.unwritten() || statuses.waiting()
            && !accounts.earlierBoots(spool.onDisk()));
    }

    /** Ends: what the broker does not acknowledge now is written to the spool, or lost where there is none. */
    void end(Moment now) {
        spool.write(true, now);
        if (link != null) {
            link.close(LAST_ANSWERS);
            takeAnswers(now);
        }
        if (look != null) {
            look.whenComplete((late, none) -> {
                if (late != null && late.link() != null) {
                    late.link().close(Duration.ZERO);
                }
            });
        }
        spool.giveBack();
        spool.write(true, now);
        spool.sync(now);
        spool.dropTail();
        report = report(now);
        spool.close();
    }

    /** Whether the first look for the broker has brought an answer. */
    boolean looked() {
        return looked;
    }

    /** Why the first look found no way, or null. */
    NoLinkException firstAnswer() {
        return firstAnswer;
    }

    /** How it stands, as of half a second ago at most. On any thread. */
    PublishReport report() {
        return report;
    }

    private PublishReport report(Moment now) {
        return new PublishReport(outage.state(spool.waits(), now.nanos()), outage.why(now.nanos()), outage.inFlight(),
            spool.report(), accounts.recovered());
    }
}

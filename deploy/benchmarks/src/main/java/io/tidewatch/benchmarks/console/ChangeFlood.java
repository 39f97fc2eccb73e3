package io.tidewatch.benchmarks.console;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.FilterState;
import io.tidewatch.schemas.MembershipChange;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes of memberships, put onto their topic at a steady rate for as long as it is open: what the stream of the API
 * tells is what is on the topic, whoever put it there.
 */
final class ChangeFlood implements AutoCloseable {
    private static final int HOSTS = 50_000;
    private static final int OCTET = 256;
    private static final double NANOS_PER_SECOND = 1e9;

    private final EventProducer<MembershipChange> producer;
    private final int rate;
    private final Thread sender = new Thread(this::send, "change-flood");
    private volatile boolean ended;
    private volatile long sent;

    private ChangeFlood(Cluster cluster, int rate) {
        this.producer = new EventProducer<>(cluster, cluster.topics().membershipChanges());
        this.rate = rate;
    }

    /** Begins with so many changes a second. */
    static ChangeFlood start(Cluster cluster, int rate) {
        ChangeFlood flood = new ChangeFlood(cluster, rate);
        flood.sender.start();
        return flood;
    }

    private void send() {
        long began = System.nanoTime();
        while (!ended) {
            long due = began + (long) (sent * NANOS_PER_SECOND / rate);
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            MembershipChange change = change(sent);
            producer.send(sent, change.getSegment() + '|' + change.getGroup(), change);
            sent++;
        }
    }

    /** Joins and leaves in turns, of one host after the other. */
    private static MembershipChange change(long number) {
        long turn = number / 2;
        int host = (int) (turn % HOSTS);
        FilterState state = new FilterState(FilterMode.EXCLUDE, List.of(), List.of());
        boolean joins = number % 2 == 0;
        return MembershipChange.newBuilder().setChangeId(String.format("%036d", number))
            .setSegment(ManyGroups.segment(0)).setGroup("239.3.0." + host % OCTET).setFamily(AddressFamily.IPV4)
            .setSequence(number).setType(joins ? ChangeType.HOST_JOINED : ChangeType.HOST_LEFT)
            .setCause(joins ? ChangeCause.REPORT : ChangeCause.LEAVE).setAt(Instant.now())
            .setHost("10.3." + host / OCTET + '.' + host % OCTET).setMac("02:00:00:00:00:01")
            .setBefore(joins ? null : state).setAfter(joins ? state : null).setMemberCount(1).build();
    }

    /** How many were sent so far. */
    long sent() {
        return sent;
    }

    @Override
    public void close() {
        ended = true;
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}

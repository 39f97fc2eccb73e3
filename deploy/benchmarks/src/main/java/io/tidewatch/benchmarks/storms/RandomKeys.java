package io.tidewatch.benchmarks.storms;

import io.tidewatch.benchmarks.Cluster;
import io.tidewatch.benchmarks.applications.CommittedOffsets;
import io.tidewatch.benchmarks.applications.EventProducer;
import io.tidewatch.benchmarks.applications.OurApplication;
import io.tidewatch.benchmarks.applications.Side;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.QuotedDatagram;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Errors that are random in every field, for minutes: no key comes twice, and the heap must not know how many came. */
final class RandomKeys {
    private static final int SEGMENTS = 4;
    private static final int FRAME = 70;
    private static final int HOP_LIMIT = 64;
    private static final int OCTET = 256;
    private static final int ANY_PORT = 1 << 16;
    private static final int[] TYPES = {3, 4, 5, 11, 12};
    private static final long TICK_MS = 100;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Cluster cluster;
    private final int rate;
    private long sent;

    /** {@code rate} is messages a second. */
    RandomKeys(Cluster cluster, int rate) {
        this.cluster = cluster;
        this.rate = rate;
    }

    /**
     * The heap while they came.
     *
     * @param seconds since the first
     * @param events how many had come
     * @param live what was on the heap after a collection
     */
    record Look(long seconds, long events, LiveObjects live) { }

    /** For so long, looking at the heap so often. */
    List<Look> measure(OurApplication application, long before, Duration length, int looks)
            throws InterruptedException {
        List<Look> seen = new ArrayList<>();
        sent = before;
        Side.Running running = application.start();
        try (running; EventProducer<IcmpEvent> producer = new EventProducer<>(cluster, cluster.topics().icmp());
             CommittedOffsets offsets = new CommittedOffsets(cluster, cluster.topics().icmp().name())) {
            flood(producer, before, System.nanoTime(), Duration.ofSeconds(1));
            producer.flush();
            // It runs.
            offsets.await(application.id(), sent, sent);
            long first = sent;
            long began = System.nanoTime();
            for (int look = 1; look <= looks; look++) {
                flood(producer, first, began, length.multipliedBy(look).dividedBy(looks));
                producer.flush();
                offsets.await(application.id(), sent, sent);
                seen.add(new Look(length.multipliedBy(look).dividedBy(looks).toSeconds(), sent - before,
                    LiveObjects.now()));
            }
        }
        return seen;
    }

    private void flood(EventProducer<IcmpEvent> producer, long before, long began, Duration until)
            throws InterruptedException {
        long elapsed = System.nanoTime() - began;
        while (elapsed < until.toNanos()) {
            long due = before + elapsed * rate / Duration.ofSeconds(1).toNanos();
            for (; sent < due; sent++) {
                IcmpEvent event = event();
                producer.send(sent, Topics.key(event.getSegment(), event.getDestination()), event);
            }
            Thread.sleep(TICK_MS);
            elapsed = System.nanoTime() - began;
        }
    }

    private IcmpEvent event() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        String receiver = address();
        return IcmpEvent.newBuilder().setEventId("random").setSensor("random").setInterface$("random")
            .setSegment("random-" + random.nextInt(SEGMENTS)).setCapturedAt(now).setWireLength(FRAME)
            .setCaptureLength(FRAME).setIpVersion(4).setSource(address()).setDestination(receiver).setTtl(HOP_LIMIT)
            .setDscp(0).setRouterAlert(false).setIdentification(random.nextInt(ANY_PORT)).setChecksum(Checksum.VALID)
            .setType(TYPES[random.nextInt(TYPES.length)]).setCode(0).setName("random").setIsError(true)
            .setFirstAt(now).setLastAt(now).setQuoted(QuotedDatagram.newBuilder().setSource(receiver)
                .setDestination(address()).setProtocol(17).setSourcePort(random.nextInt(ANY_PORT))
                .setDestinationPort(random.nextInt(ANY_PORT)).setTtl(1).setLength(FRAME).setFragmentOffset(0).build())
            .build();
    }

    private String address() {
        return 1 + random.nextInt(223) + "." + random.nextInt(OCTET) + '.' + random.nextInt(OCTET) + '.'
            + random.nextInt(OCTET);
    }
}

package io.tidewatch.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.capture.source.Wire;
import io.tidewatch.capture.wire.GoldenPacket;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.IcmpEvent;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.SensorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Capture as the agent does it, on real interfaces that come and go, up to where the records leave it. */
@Timeout(60)
class LiveAgentIT {
    private static final byte[] REPORT = GoldenPacket.named("igmpv2-report").frame();
    private static final Duration HEARTBEAT = Duration.ofMillis(50);

    @BeforeEach
    void require() {
        Wire.require();
    }

    private final List<LiveCapture> captures = new ArrayList<>();

    @AfterEach
    void close() {
        captures.forEach(LiveCapture::close);
    }

    private LiveCapture capture(String name, HeldBroker broker, String... settings) {
        Map<String, String> all = new HashMap<>(Map.of("capture.interfaces", name, "sensor.name", "s1",
            "bootstrap.servers", "unused:9092", "schema.registry.url", "http://unused", "read.timeout.ms", "10"));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        AgentConfig config = AgentConfig.of(all);
        LiveCapture capture = new LiveCapture(name, new InterfaceInput(config, name), new LiveCapture.Outlet(
            () -> broker,
            publisher -> new Intakes(config, new Intakes.Run(name, "boot", Instant.now()), Map.of(), publisher)),
            new FrameQueue(config.queueBytes()), new LiveCapture.Timing(AgentClock.SYSTEM, HEARTBEAT));
        captures.add(capture);
        capture.start();
        return capture;
    }

    private static void await(BooleanSupplier condition) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(giveUp);
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private static void awaitBreak(HeldBroker broker, long breaks, String why) {
        await(() -> !broker.statuses.isEmpty() && broker.last().getState() == SensorState.FAILED);
        assertThat(broker.last().getError()).contains(why);
        assertThat(broker.last().getInterruptions()).isEqualTo(breaks);
    }

    private static void awaitRunning(HeldBroker broker) {
        await(() -> !broker.statuses.isEmpty() && broker.last().getState() == SensorState.RUNNING
            && broker.last().getError() == null);
    }

    /** Down and up, away and back again, and all of it in the books: the kernel's, and ours. */
    @Test
    void anInterfaceThatGoesDownAndAwayIsTakenUpAgainAndNoFrameIsUnaccountedFor() throws Exception {
        Wire.with(wire -> {
            HeldBroker broker = new HeldBroker();
            LiveCapture capture = capture(Wire.FAR, broker);
            awaitRunning(broker);
            wire.send(REPORT);
            await(() -> broker.events.size() == 1);

            wire.down();
            awaitBreak(broker, 1, "went down");
            wire.up();
            awaitRunning(broker);
            wire.send(REPORT);
            await(() -> broker.events.size() == 2);

            // What was on the wire a moment before is not lost with the interface.
            wire.send(REPORT);
            wire.remove();
            awaitBreak(broker, 2, "");
            assertThat(broker.events).hasSize(3);
            wire.create();
            awaitRunning(broker);
            wire.send(REPORT);
            await(() -> broker.events.size() == 4);

            capture.close();
            SensorStatus last = broker.last();
            assertThat(last.getState()).isEqualTo(SensorState.STOPPED);
            assertThat(List.of(last.getKernelReceived(), last.getReceived(), last.getPublished(),
                last.getInterruptions())).containsExactly(4L, 4L, 4L, 2L);
            assertThat(List.of(last.getKernelDropped(), last.getInterfaceDropped(), last.getFiltered(),
                last.getLost(), last.getPending())).containsOnly(0L);
        });
    }

    @Test
    void whatTheSnapLengthCutsIsUnverifiable() throws Exception {
        byte[] echo = HexFormat.of().parseHex("0200000000010200000000020800"
            + "450000b80001000040011234c0000207c0000201" + "0800000000010001" + "00".repeat(156));
        Wire.with(wire -> {
            HeldBroker broker = new HeldBroker();
            LiveCapture capture = capture(Wire.FAR, broker, "snap.length", "128");
            awaitRunning(broker);
            wire.send(echo);
            await(() -> broker.events.size() == 1);
            capture.close();
            IcmpEvent event = (IcmpEvent) broker.events.get(0).value();
            assertThat(event.getChecksum()).isEqualTo(Checksum.UNVERIFIABLE);
            assertThat(event.getCaptureLength()).isEqualTo(128);
            assertThat(event.getWireLength()).isEqualTo(echo.length);
        });
    }

    /** A thread each: one that is gone holds the other up in nothing. */
    @Test
    void twoInterfacesAreTwoCaptures() throws Exception {
        Wire.with(wire -> {
            HeldBroker far = new HeldBroker();
            HeldBroker loopback = new HeldBroker();
            wire.loopbackUp();
            capture(Wire.FAR, far);
            LiveCapture other = capture("lo", loopback);
            awaitRunning(far);
            awaitRunning(loopback);
            wire.remove();
            awaitBreak(far, 1, "");
            wire.sendFrom("lo", REPORT);
            // Of loopback libpcap takes what arrives, not the same as it is sent.
            await(() -> loopback.events.size() == 1);
            assertThat(far.events).isEmpty();
            other.close();
            assertThat(loopback.last().getPublished()).isEqualTo(1);
            assertThat(loopback.last().getInterruptions()).isZero();
        });
    }
}

package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.siem.EcsAlert;
import io.tidewatch.processors.topology.state.StormRow;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertRule;
import io.tidewatch.schemas.AlertScope;
import io.tidewatch.schemas.AlertStatus;
import io.tidewatch.schemas.BaselineState;
import io.tidewatch.schemas.CaptureQuality;
import io.tidewatch.schemas.CauseScore;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.ScopeKind;
import io.tidewatch.schemas.SensorState;
import io.tidewatch.schemas.Severity;
import io.tidewatch.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

class StormTopologyTest {
    private static final StormSettings SETTINGS = StormSettings.DEFAULT.withApiUrl("http://127.0.0.1:8787");

    @Test
    void topologyIsAsAgreed() throws IOException {
        Topics topics = new Topics(Topics.DEFAULT_PREFIX);
        String agreed;
        try (InputStream in = StormTopologyTest.class.getResourceAsStream("/storms.txt")) {
            agreed = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }

        // Another name of a store or internal topic is another state: it is not to change by accident.
        assertThat(StormTopology.build(topics, InMemoryRegistry.of(topics), SETTINGS, 3).describe().toString().strip())
            .isEqualTo(agreed.strip());
    }

    @Test
    void loopGivesOneAlertOnAllTopicsAndInTheStores() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 60);

            List<KeyValue<String, Alert>> events = driver.events();
            assertThat(events).hasSize(2);
            Alert open = events.get(0).value;
            Alert close = events.get(1).value;
            assertThat(open).isEqualTo(expectedOpen(open.getAlertId(), open.getEventId()));
            assertThat(close.getAction()).isEqualTo(AlertAction.CLOSE);
            assertThat(close.getStatus()).isEqualTo(AlertStatus.CLOSED);
            assertThat(close.getCloseReason()).isEqualTo(CloseReason.QUIET);
            assertThat(close.getClosedAt()).isEqualTo(StormDriver.at(46));
            assertThat(close.getTotalCount()).isEqualTo(600);
            assertThat(close.getAlertId()).isEqualTo(open.getAlertId());

            assertThat(events).extracting(event -> event.key).containsOnly(open.getAlertId());
            assertThat(driver.states()).containsExactly(KeyValue.pair(open.getDedupeKey(), open),
                KeyValue.pair(open.getDedupeKey(), close));
            assertThat(driver.documents()).extracting(each -> each.key, each -> new String(each.value,
                StandardCharsets.UTF_8)).containsExactly(tuple(open.getAlertId(), text(open)),
                tuple(open.getAlertId(), text(close)));
            assertThat(driver.reader().alerts()).containsExactly(close);
            assertThat(driver.reader().steps(open.getAlertId())).containsExactly(open, close);
            assertThat(driver.reader().steps("other")).isEmpty();
        }
    }

    private static String text(Alert alert) {
        return new String(EcsAlert.json(alert), StandardCharsets.UTF_8);
    }

    private static Alert expectedOpen(String alertId, String eventId) {
        return Alert.newBuilder().setAlertId(alertId).setEventId(eventId).setSequence(0)
            .setDedupeKey("icmp.storm;*;ipv4;any;QUOTED_PREFIX:198.51.100.0/24")
            .setAction(AlertAction.OPEN).setStatus(AlertStatus.ACTIVE)
            .setSeverity(Severity.MEDIUM).setSeverityMax(Severity.MEDIUM)
            .setMessage("ICMP error storm: routing loop").setCause("routing_loop").setCauseConfidence(95)
            .setCauseRunnerUp("traceroute_storm")
            .setCauseScores(List.of(new CauseScore("routing_loop", 95), new CauseScore("traceroute_storm", 50)))
            .setCauseEvidence(List.of("100.0 messages/s for 3 s, more than 20.0 (what is usual is not known yet)",
                "100 % of the messages say that the hop count ran out in transit",
                "100 % of the failing traffic goes to 198.51.100.0/24",
                "two routers report equally much: 10.1.0.1 and 10.9.0.2",
                "the same flows fail again and again, 75.0 messages a flow", "2 senders of the traffic"))
            .setFamily(AddressFamily.IPV4).setIcmpType(11).setIcmpCode(0).setTypeName("time_exceeded_in_transit")
            .setTypeShare(1.0)
            .setScope(new AlertScope(ScopeKind.QUOTED_PREFIX, "198.51.100.0/24", List.of("lan"), List.of("s1"), null,
                List.of("SEGMENT:lan", "REPORTER:10.1.0.1", "REPORTER:10.9.0.2", "RECEIVER:10.1.0.11",
                    "RECEIVER:10.1.0.12", "QUOTED_SOURCE:10.1.0.11", "QUOTED_SOURCE:10.1.0.12",
                    "QUOTED_HOST:198.51.100.7", "QUOTED_HOST:198.51.100.8")))
            .setFirstSeen(StormDriver.at(10)).setLastSeen(StormDriver.at(13).minusMillis(10))
            .setOpenedAt(StormDriver.at(13))
            .setWindowStart(StormDriver.at(10)).setWindowEnd(StormDriver.at(13)).setWindowCount(300)
            .setTotalCount(300).setRatePps(100).setPeakRatePps(100).setBaselinePps(0).setBaselineStddev(0)
            .setBaselineState(BaselineState.LEARNING).setThresholdPps(20).setRatio(5)
            .setReportersTotal(2).setReceiversTotal(2).setQuotedSourcesTotal(2).setQuotedDestinationsTotal(2)
            .setQuotedFlowsTotal(4).setApproximate(false)
            .setTopReporters(halves("10.1.0.1", "10.9.0.2")).setTopReceivers(halves("10.1.0.11", "10.1.0.12"))
            .setTopQuotedSources(halves("10.1.0.11", "10.1.0.12"))
            .setTopQuotedDestinations(halves("198.51.100.7", "198.51.100.8"))
            .setTopQuotedPorts(List.of(new RankedValue("5004", 300L, 1.0)))
            .setMultipleReporters(true).setMultipleReceivers(true)
            .setCaptureQuality(new CaptureQuality(0L, 1, 0L, 0L, 0L))
            .setRule(new AlertRule("icmp.storm", "ICMP error storm", "1", null))
            .setUrl("http://127.0.0.1:8787/console/#/alerts/" + alertId).build();
    }

    private static List<RankedValue> halves(String first, String second) {
        return List.of(new RankedValue(first, 150L, 0.5), new RankedValue(second, 150L, 0.5));
    }

    @Test
    void anEventWeighsAsManyMessagesAsItCounts() {
        try (StormDriver single = new StormDriver(SETTINGS); StormDriver counted = new StormDriver(SETTINGS)) {
            single.loop(10, 6, 100);
            single.clock(SensorState.RUNNING, 60);
            counted.countedLoop(10, 6, 100, 5);
            counted.clock(SensorState.RUNNING, 60);

            List<Alert> expected = single.events().stream().map(each -> each.value).toList();
            List<Alert> alerts = counted.events().stream().map(each -> each.value).toList();
            assertThat(alerts).hasSize(2).extracting(Alert::getAction, Alert::getDedupeKey, Alert::getCause,
                Alert::getWindowCount, Alert::getTotalCount, Alert::getRatePps, Alert::getTopReporters,
                Alert::getTopQuotedDestinations).isEqualTo(expected.stream().map(alert -> tuple(alert.getAction(),
                    alert.getDedupeKey(), alert.getCause(), alert.getWindowCount(), alert.getTotalCount(),
                    alert.getRatePps(), alert.getTopReporters(), alert.getTopQuotedDestinations())).toList());
        }
    }

    @Test
    void messagesCountedTogetherAreNotAllThatOfTheFirst() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.backscatter(10, 20, 10_000);
            driver.clock(SensorState.RUNNING, 100);

            List<Alert> alerts = driver.events().stream().map(each -> each.value).toList();
            assertThat(alerts).extracting(Alert::getAlertId).containsOnly(alerts.get(0).getAlertId());
            Alert close = alerts.get(alerts.size() - 1);
            assertThat(close.getAction()).isEqualTo(AlertAction.CLOSE);
            assertThat(close.getTotalCount()).isEqualTo(20 * 5 * 10_000L);
            assertThat(List.of(close.getScope().getKind(), close.getScope().getValue()))
                .containsExactly(ScopeKind.REPORTER, "10.1.0.1");
            assertThat(close.getTopReporters()).containsExactly(new RankedValue("10.1.0.1", 1_000_000L, 1.0));
            assertThat(close.getTopReceivers()).allSatisfy(top ->
                assertThat(top.getCount()).isLessThanOrEqualTo(2));
            assertThat(close.getReceiversTotal()).isEqualTo(100);
        }
    }

    @Test
    void recordsThatAreSentAgainCountOnce() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.loop(10, 3, 100);
            driver.sequence(0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 60);

            assertThat(driver.events()).extracting(each -> each.value.getTotalCount()).containsExactly(300L, 600L);
        }
    }

    @Test
    void clockWaitsForTheRecordsThatItNames() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.loop(10, 4, 100);
            assertThat(driver.events()).hasSize(1);
            // Says that all up to 60 s is told, of which the last 200 records are still on their way.
            driver.clock(SensorState.RUNNING, 60, 600);
            assertThat(driver.events()).isEmpty();
            driver.loop(14, 2, 100);

            assertThat(driver.events()).extracting(each -> each.value.getAction(), each -> each.value.getTotalCount(),
                each -> each.value.getClosedAt()).containsExactly(tuple(AlertAction.CLOSE, 600L, StormDriver.at(46)));
        }
    }

    @Test
    void restartInTheMiddleChangesNothing() {
        List<KeyValue<String, Alert>> through;
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.RUNNING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 60);
            through = driver.events();
        }
        for (int cut : new int[] {1, 2, 4, 5}) {
            List<KeyValue<String, Alert>> events = new ArrayList<>();
            StormDriver before = new StormDriver(SETTINGS);
            before.clock(SensorState.RUNNING, 0);
            before.loop(10, cut, 100);
            events.addAll(before.events());
            try (StormDriver driver = before.restarted()) {
                driver.loop(10 + cut, 6 - cut, 100);
                driver.clock(SensorState.RUNNING, 60);
                events.addAll(driver.events());
            }

            assertThat(events).as("cut at %d", cut).isEqualTo(through);
        }
    }

    @Test
    void sensorThatEndsClosesWhatIsOpen() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.REPLAYING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.ENDED, 20);

            assertThat(driver.events()).extracting(each -> each.value.getAction(), each -> each.value.getCloseReason(),
                each -> each.value.getClosedAt()).containsExactly(tuple(AlertAction.OPEN, null, null),
                tuple(AlertAction.CLOSE, CloseReason.SENSOR_LOST, StormDriver.at(20)));
        }
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.REPLAYING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.ENDED, 47);

            assertThat(driver.events()).extracting(each -> each.value.getCloseReason())
                .containsExactly(null, CloseReason.QUIET);
        }
    }

    /** A short recording goes out in one piece, whose only status is the last. */
    @Test
    void recordingWhoseOnlyStatusIsItsEndClosesWhatIsOpen() {
        try (StormDriver statusLast = new StormDriver(SETTINGS); StormDriver statusFirst = new StormDriver(SETTINGS)) {
            statusLast.loop(10, 6, 100);
            statusLast.clock(SensorState.ENDED, 20);
            statusFirst.clock(SensorState.ENDED, 20, 600);
            statusFirst.loop(10, 6, 100);

            List<KeyValue<String, Alert>> steps = statusLast.events();
            assertThat(steps).extracting(each -> each.value.getCloseReason(), each -> each.value.getClosedAt())
                .containsExactly(tuple(null, null), tuple(CloseReason.SENSOR_LOST, StormDriver.at(20)));
            assertThat(statusFirst.events()).isEqualTo(steps);
        }
    }

    /** Nobody has missed anything: event time goes on where it stood. */
    @Test
    void recordingThatIsLeftAndGoneOnWithIsAsIfItWasNot() {
        try (StormDriver through = new StormDriver(SETTINGS); StormDriver left = new StormDriver(SETTINGS)) {
            through.replayed(SensorState.REPLAYING, 0, false);
            through.loop(10, 12, 100);
            through.replayed(SensorState.ENDED, 80, true);

            left.replayed(SensorState.REPLAYING, 0, false);
            left.loop(10, 6, 100);
            left.replayed(SensorState.STOPPED, 16, false);
            left.wall(Duration.ofMinutes(1));
            left.loop(16, 6, 100);
            left.replayed(SensorState.ENDED, 80, true);

            List<KeyValue<String, Alert>> steps = through.events();
            assertThat(steps).extracting(each -> each.value.getCloseReason()).containsExactly(null,
                CloseReason.QUIET);
            assertThat(left.events()).isEqualTo(steps);
        }
    }

    @Test
    void sensorThatFallsSilentIsLost() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.RUNNING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 18);
            driver.wall(Duration.ofSeconds(9));
            assertThat(driver.events()).hasSize(1);
            driver.wall(Duration.ofSeconds(3));

            assertThat(driver.events()).extracting(each -> each.value.getCloseReason(),
                each -> each.value.getClosedAt()).containsExactly(tuple(CloseReason.SENSOR_LOST, StormDriver.at(18)));
        }
    }

    @Test
    void sensorIsNotLostBecauseTheTaskStoodStill() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.RUNNING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 18);
            driver.standStill(Duration.ofMinutes(1));
            driver.wall(Duration.ofSeconds(9));
            assertThat(driver.events()).hasSize(1);
            driver.clock(SensorState.RUNNING, 60);

            assertThat(driver.events()).extracting(each -> each.value.getCloseReason())
                .containsExactly(CloseReason.QUIET);
        }
    }

    @Test
    void closedAlertGoesAfterItsRetention() {
        StormSettings brief = new StormSettings(SETTINGS.policy(), Duration.ofMinutes(5), 10, null, null,
            Set.of(AlertFormat.ECS));
        try (StormDriver driver = new StormDriver(brief)) {
            driver.clock(SensorState.RUNNING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 46 + 299);
            assertThat(driver.states()).hasSize(2);
            assertThat(driver.reader().alerts()).hasSize(1);
            String alertId = driver.reader().alerts().get(0).getAlertId();
            // Within a hundredth of the retention.
            driver.clock(SensorState.RUNNING, 46 + 303);

            assertThat(driver.states()).containsExactly(
                KeyValue.pair("icmp.storm;*;ipv4;any;QUOTED_PREFIX:198.51.100.0/24", null));
            assertThat(driver.reader().alerts()).isEmpty();
            assertThat(driver.reader().steps(alertId)).isEmpty();
        }
    }

    @Test
    void closedAlertStaysWhileOneLikeItIsOpen() {
        StormSettings brief = new StormSettings(SETTINGS.policy(), Duration.ofMinutes(5), 10, null, null,
            Set.of(AlertFormat.ECS));
        try (StormDriver driver = new StormDriver(brief)) {
            driver.clock(SensorState.RUNNING, 0);
            driver.loop(10, 6, 100);
            driver.clock(SensorState.RUNNING, 340);
            driver.loop(340, 7, 100);
            driver.clock(SensorState.RUNNING, 347);

            assertThat(driver.states()).extracting(each -> each.value == null).containsExactly(false, false, false);
            assertThat(driver.reader().alerts()).extracting(Alert::getStatus).containsExactly(AlertStatus.ACTIVE);
        }
    }

    @Test
    void rowIsWrittenWithEachCommitAndOnlyWhenSomethingChanged() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.clock(SensorState.RUNNING, 0);
            StormRow quiet = driver.rows().get("lan");
            assertThat(quiet.getSensors()).hasSize(1);
            driver.clock(SensorState.RUNNING, 1);
            driver.clock(SensorState.RUNNING, 2);
            assertThat(driver.rows().get("lan")).isEqualTo(quiet);
            driver.loop(10, 1, 100);
            assertThat(driver.rows().get("lan").getSensors().get(0).getSequence()).isEqualTo(100);
        }
    }

    @Test
    void damagedMessageIsRefusedBeforeItCounts() {
        try (StormDriver driver = new StormDriver(SETTINGS)) {
            driver.loop(10, 2, 100);
            assertThat(driver.refuses(event -> event.setCapturedAt(Instant.parse("2999-01-01T00:00:00Z"))))
                .hasMessageContaining("long after it arrived");
            assertThat(driver.refuses(event -> event.setCount(-5))).hasMessageContaining("stands for -5 messages");
            assertThat(driver.refuses(event -> event.setSource("10.0.0.1|x"))).hasMessageContaining("not an address");
            assertThat(driver.refuses(event -> event.setSegment("other"))).hasMessageContaining("for segment other");
            driver.loop(12, 4, 100);
            driver.clock(SensorState.RUNNING, 60);

            assertThat(driver.events()).extracting(each -> each.value.getTotalCount()).containsExactly(300L, 600L);
        }
    }
}

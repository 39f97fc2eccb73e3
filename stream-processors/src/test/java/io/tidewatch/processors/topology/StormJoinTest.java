package io.tidewatch.processors.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tidewatch.processors.storm.Correlation;
import io.tidewatch.processors.storm.StormPolicy;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.RankedValue;
import io.tidewatch.schemas.SensorState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;

/** What several segments see of one cause. */
class StormJoinTest {
    private static final String LOOP = "icmp.storm;*;ipv4;any;QUOTED_PREFIX:198.51.100.0/24";

    private static StormDriver driver() {
        return driver(Correlation.ALL);
    }

    private static StormDriver driver(Correlation correlation) {
        return new StormDriver(new StormSettings(StormPolicy.DEFAULT.withCorrelation(correlation),
            Duration.ofDays(7), 100, null, null, StormSettings.DEFAULT.documents()));
    }

    /** The clocks of these segments, all at that second. */
    private static void clocks(StormDriver driver, long second, String... segments) {
        for (String segment : segments) {
            driver.on(segment).clock(SensorState.RUNNING, second);
        }
    }

    private static List<Alert> alerts(StormDriver driver) {
        return driver.events().stream().map(event -> event.value).toList();
    }

    /** A loop that one segment sees from 10 to 20 s, the other from 12 to 25 s. */
    private static void second(StormDriver driver, int second) {
        if (second >= 10 && second < 20) {
            driver.on("lan").loop(second, 1, 100);
        }
        if (second >= 12 && second < 25) {
            driver.on("lab").loop(second, 1, 50);
        }
        clocks(driver, second + 1, "lan", "lab");
    }

    private static List<Alert> oneLoopOnTwo(StormDriver driver) {
        for (int second = 8; second < 69; second++) {
            second(driver, second);
        }
        return alerts(driver);
    }

    @Test
    void oneLoopOnTwoSegmentsIsOneAlert() {
        try (StormDriver driver = driver()) {
            List<Alert> alerts = oneLoopOnTwo(driver);

            assertThat(alerts).extracting(Alert::getAction, Alert::getWindowEnd,
                alert -> alert.getScope().getSegments()).containsExactly(
                    tuple(AlertAction.OPEN, StormDriver.at(13), List.of("lan")),
                    // A segment that joins is news, and news waits until 10 s after what was told before.
                    tuple(AlertAction.UPDATE, StormDriver.at(23), List.of("lab", "lan")),
                    tuple(AlertAction.CLOSE, StormDriver.at(55), List.of("lab", "lan")));
            assertThat(alerts).extracting(Alert::getSequence).containsExactly(0, 1, 2);
            assertThat(alerts).extracting(Alert::getAlertId).containsOnly(alerts.get(0).getAlertId());
            assertThat(alerts).extracting(Alert::getDedupeKey).containsOnly(LOOP);
            Alert close = alerts.get(2);
            assertThat(close.getCloseReason()).isEqualTo(CloseReason.QUIET);
            assertThat(close.getTotalCount()).isEqualTo(10 * 100 + 13 * 50);
            assertThat(close.getFirstSeen()).isEqualTo(StormDriver.at(10));
            assertThat(close.getLastSeen()).isEqualTo(StormDriver.at(25).minusMillis(20));
            assertThat(close.getScope().getSensors()).containsExactly("s-lab", "s1");
            assertThat(close.getCauseEvidence()).contains("2 segments see it: lab, lan");
            assertThat(close.getTopReporters()).containsExactly(new RankedValue("10.1.0.1", 838L, 838 / 1650.0),
                new RankedValue("10.9.0.2", 812L, 812 / 1650.0));
            assertThat(close.getApproximate()).isTrue();
            assertThat(driver.states()).extracting(state -> state.key).containsOnly(LOOP);
            assertThat(driver.reader().alerts()).containsExactly(close);
            assertThat(all(driver)).noneMatch(row -> row.key.startsWith("alert|") || row.key.startsWith("segment|"));
        }
    }

    private static List<KeyValue<String, byte[]>> all(StormDriver driver) {
        List<KeyValue<String, byte[]>> rows = new ArrayList<>();
        try (var each = driver.causes().all()) {
            each.forEachRemaining(rows::add);
        }
        return rows;
    }

    @Test
    void inWhateverOrderTheSegmentsAreRead() {
        List<Alert> live;
        try (StormDriver driver = driver()) {
            live = oneLoopOnTwo(driver);
        }
        // Reprocessing reads each segment for a long time before it comes to the next.
        for (List<String> order : List.of(List.of("lan", "lab"), List.of("lab", "lan"))) {
            try (StormDriver driver = driver()) {
                clocks(driver, 9, "lan", "lab");
                for (String segment : order) {
                    boolean lan = segment.equals("lan");
                    for (int second = lan ? 10 : 12; second < (lan ? 20 : 25); second++) {
                        driver.on(segment).loop(second, 1, lan ? 100 : 50);
                    }
                    driver.clock(SensorState.RUNNING, 69);
                }

                assertThat(alerts(driver)).as("order %s", order).isEqualTo(live);
            }
        }
    }

    @Test
    void restartInTheMiddleChangesNothing() {
        List<Alert> through;
        try (StormDriver driver = driver()) {
            through = oneLoopOnTwo(driver);
        }
        List<Alert> alerts = new ArrayList<>();
        StormDriver driver = driver();
        for (int second = 8; second < 69; second++) {
            second(driver, second);
            alerts.addAll(alerts(driver));
            if (second < 26) {
                driver = driver.restarted();
            }
        }
        driver.close();

        assertThat(alerts).isEqualTo(through);
    }

    @Test
    void stepThatWaitsOutlivesARestart() {
        StormDriver before = driver();
        clocks(before, 9, "lan", "lab");
        before.on("lan").loop(10, 5, 100);
        assertThat(alerts(before)).isEmpty();
        try (StormDriver driver = before.restarted()) {
            clocks(driver, 15, "lab");

            assertThat(alerts(driver)).extracting(Alert::getAction, Alert::getOpenedAt)
                .containsExactly(tuple(AlertAction.OPEN, StormDriver.at(13)));
        }
    }

    @Test
    void twoCausesAndTheSameOneLaterAreDifferentAlerts() {
        try (StormDriver driver = driver()) {
            clocks(driver, 9, "lan", "lab");
            driver.on("lan").loop(10, 6, 100);
            driver.on("lab").backscatter(10, 6, 100);
            clocks(driver, 90, "lan", "lab");
            driver.on("lab").loop(100, 6, 100);
            clocks(driver, 180, "lan", "lab");

            List<Alert> alerts = alerts(driver);
            assertThat(alerts).extracting(Alert::getAction, alert -> alert.getScope().getSegments(),
                alert -> alert.getScope().getKind() + ":" + alert.getScope().getValue()).containsExactly(
                    tuple(AlertAction.OPEN, List.of("lab"), "REPORTER:10.1.0.1"),
                    tuple(AlertAction.OPEN, List.of("lan"), "QUOTED_PREFIX:198.51.100.0/24"),
                    tuple(AlertAction.CLOSE, List.of("lab"), "REPORTER:10.1.0.1"),
                    tuple(AlertAction.CLOSE, List.of("lan"), "QUOTED_PREFIX:198.51.100.0/24"),
                    tuple(AlertAction.OPEN, List.of("lab"), "QUOTED_PREFIX:198.51.100.0/24"),
                    tuple(AlertAction.CLOSE, List.of("lab"), "QUOTED_PREFIX:198.51.100.0/24"));
            assertThat(alerts.get(4).getDedupeKey()).isEqualTo(alerts.get(1).getDedupeKey());
            assertThat(alerts.get(4).getAlertId()).isNotEqualTo(alerts.get(1).getAlertId());
            assertThat(alerts.get(4).getPreviousAlertId()).isEqualTo(alerts.get(1).getAlertId());
        }
    }

    @Test
    void alertGoesOnWhileOneOfItsSensorsIsLost() {
        try (StormDriver driver = driver()) {
            clocks(driver, 9, "lan", "lab");
            driver.on("lan").loop(10, 5, 100);
            driver.on("lab").loop(10, 5, 100);
            clocks(driver, 15, "lan", "lab");
            driver.on("lab").clock(SensorState.FAILED, 15);
            driver.on("lan").loop(15, 30, 100);
            clocks(driver, 50, "lan");
            assertThat(alerts(driver)).extracting(Alert::getAction).containsExactly(AlertAction.OPEN,
                AlertAction.UPDATE);
            clocks(driver, 100, "lan");

            assertThat(alerts(driver)).extracting(Alert::getAction, Alert::getCloseReason, Alert::getClosedAt)
                .containsExactly(tuple(AlertAction.CLOSE, CloseReason.QUIET, StormDriver.at(75)));
        }
    }

    @Test
    void lastSensorThatIsLostClosesAsLost() {
        try (StormDriver driver = driver()) {
            clocks(driver, 9, "lan", "lab");
            driver.on("lan").loop(10, 5, 100);
            driver.on("lab").loop(10, 5, 100);
            clocks(driver, 15, "lan", "lab");
            driver.on("lan").clock(SensorState.FAILED, 20);
            assertThat(alerts(driver)).extracting(Alert::getAction).containsExactly(AlertAction.OPEN);
            driver.on("lab").clock(SensorState.FAILED, 18);

            assertThat(alerts(driver)).extracting(Alert::getAction, Alert::getCloseReason, Alert::getClosedAt)
                .containsExactly(tuple(AlertAction.CLOSE, CloseReason.SENSOR_LOST, StormDriver.at(20)));
        }
    }

    @Test
    void sensorThatStandsStillDelaysNobodyForLong() {
        try (StormDriver driver = driver()) {
            clocks(driver, 9, "lan", "lab");
            driver.on("lan").loop(10, 5, 100);
            assertThat(alerts(driver)).isEmpty();
            driver.wall(Duration.ofSeconds(1));
            assertThat(alerts(driver)).isEmpty();
            driver.wall(Duration.ofSeconds(1));

            assertThat(alerts(driver)).extracting(Alert::getAction).containsExactly(AlertAction.OPEN);
        }
    }

    @Test
    void sameAddressesOfSegmentsThatShareNoneStayApart() {
        try (StormDriver driver = driver(Correlation.SITE)) {
            clocks(driver, 9, "berlin/a", "berlin/b", "paris/a");
            for (String segment : List.of("berlin/a", "berlin/b", "paris/a")) {
                driver.on(segment).loop(10, 5, 100);
            }
            clocks(driver, 90, "berlin/a", "berlin/b", "paris/a");

            assertThat(alerts(driver)).filteredOn(alert -> alert.getAction() == AlertAction.CLOSE)
                .extracting(Alert::getDedupeKey, alert -> alert.getScope().getSite(),
                    alert -> alert.getScope().getSegments()).containsExactlyInAnyOrder(
                    tuple(LOOP.replace("*", "berlin/*"), "berlin", List.of("berlin/a", "berlin/b")),
                    tuple(LOOP.replace("*", "paris/*"), "paris", List.of("paris/a")));
        }
        try (StormDriver driver = driver(Correlation.NONE)) {
            clocks(driver, 9, "lan", "lab");
            driver.on("lan").loop(10, 5, 100);
            driver.on("lab").loop(10, 5, 100);
            clocks(driver, 90, "lan", "lab");

            assertThat(alerts(driver)).hasSize(4).extracting(Alert::getDedupeKey)
                .containsOnly(LOOP.replace("*", "lan"), LOOP.replace("*", "lab"));
        }
    }
}

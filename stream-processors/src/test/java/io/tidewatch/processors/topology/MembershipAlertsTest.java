package io.tidewatch.processors.topology;

import static io.tidewatch.processors.topology.MembershipBench.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.siem.AlertFormat;
import io.tidewatch.processors.storm.NameId;
import io.tidewatch.schemas.Alert;
import io.tidewatch.schemas.AlertAction;
import io.tidewatch.schemas.AlertStatus;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.CloseReason;
import io.tidewatch.schemas.GroupRecord;
import io.tidewatch.schemas.MembershipChange;
import io.tidewatch.schemas.RecordType;
import io.tidewatch.schemas.Severity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of the membership application, on the topics that storms are on. */
class MembershipAlertsTest {
    private static final String GROUP = "239.1.1.1";

    @TempDir
    Path state;
    private MembershipBench bench;

    private void start(Limits limits) {
        bench = new MembershipBench(state, new MembershipSettings(limits, Duration.ofDays(1),
            MembershipSettings.DEFAULT.step(), new AlertSettings(Duration.ofHours(1), 100, "http://console",
                "http://runbook/", Set.of(AlertFormat.ECS))));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static Instant at(long second) {
        return T0.plusSeconds(second);
    }

    @Test
    void aMissingQuerierOpensAndClosesAnAlert() {
        start(Limits.DEFAULT);
        bench.clock("lan", at(-100));
        bench.hear(Wire.query("lan", T0, "10.0.0.1", null).build());
        bench.clock("lan", at(254));
        assertThat(bench.alertEvents.isEmpty()).isTrue();
        bench.clock("lan", at(260));
        String key = "querier.missing;lan;ipv4;SEGMENT";
        String id = NameId.of("querier.missing|" + key + "|" + at(255).toEpochMilli());
        KeyValue<String, Alert> open = bench.alertEvents.readKeyValue();
        assertThat(open.key).isEqualTo(id);
        assertThat(open.value.getAlertId()).isEqualTo(id);
        assertThat(open.value.getEventId()).isEqualTo(NameId.of(id + "|0"));
        assertThat(open.value.getSequence()).isZero();
        assertThat(open.value.getDedupeKey()).isEqualTo(key);
        assertThat(open.value.getAction()).isEqualTo(AlertAction.OPEN);
        assertThat(open.value.getStatus()).isEqualTo(AlertStatus.ACTIVE);
        assertThat(open.value.getSeverity()).isEqualTo(Severity.HIGH);
        assertThat(open.value.getMessage()).isEqualTo("Multicast querier missing");
        assertThat(open.value.getCauseEvidence()).containsExactly(
            "IGMP: 10.0.0.1 was last heard more than 255000 ms ago and nobody else queries");
        assertThat(open.value.getOpenedAt()).isEqualTo(at(255));
        assertThat(open.value.getFamily()).isNull();
        assertThat(open.value.getScope().getSegments()).containsExactly("lan");
        assertThat(open.value.getScope().getSensors()).containsExactly("s1:eth0");
        assertThat(open.value.getUrl()).isEqualTo("http://console/console/#/alerts/" + id);
        assertThat(open.value.getRunbook()).isEqualTo("http://runbook/querier_missing");
        assertThat(bench.alertState.readKeyValue()).isEqualTo(KeyValue.pair(key, open.value));
        KeyValue<String, byte[]> ecs = bench.alertsEcs.readKeyValue();
        assertThat(ecs.key).isEqualTo(id);
        assertThat(new String(ecs.value, StandardCharsets.UTF_8)).contains("\"action\":\"querier-missing-open\"",
            "\"message\":\"Multicast querier missing\"").doesNotContain("icmp");

        bench.hear(Wire.query("lan", at(300), "10.0.0.1", null).build());
        Alert close = bench.alertEvents.readValue();
        assertThat(close).isEqualTo(Alert.newBuilder(open.value).setEventId(NameId.of(id + "|1")).setSequence(1)
            .setAction(AlertAction.CLOSE).setStatus(AlertStatus.CLOSED).setCloseReason(CloseReason.QUIET)
            .setClosedAt(at(300)).setWindowEnd(at(300)).build());
        assertThat(bench.alertState.readKeyValue()).isEqualTo(KeyValue.pair(key, close));
        KeyValueStore<String, Alert> alerts = bench.driver.getKeyValueStore(AlertStores.ALERTS);
        KeyValueStore<String, Alert> steps = bench.driver.getKeyValueStore(AlertStores.STEPS);
        assertThat(new AlertReader(alerts, steps).alerts()).containsExactly(close);
        assertThat(new AlertReader(alerts, steps).steps(id)).containsExactly(open.value, close);

        for (int second = 400; second < 4000; second += 100) {
            bench.hear(Wire.query("lan", at(second), "10.0.0.1", null).build());
            bench.clock("lan", at(second));
        }
        assertThat(bench.alertEvents.isEmpty()).isTrue();
        assertThat(bench.alertState.readKeyValue()).as("the retention is over")
            .isEqualTo(KeyValue.pair(key, (Alert) null));
        assertThat(new AlertReader(alerts, steps).alerts()).isEmpty();
    }

    @Test
    void aFamilyWhoseHostsAreGoneMissesNoQuerier() {
        start(Limits.DEFAULT);
        bench.hear(Wire.report("lan", T0, "fe80::5", Wire.record(RecordType.ALLOW, "ff05::1:3", "2001:db8::1")));
        // A listener that tells shorter timers is not needed: the group ends at 270 s, the trouble would begin at 255.
        bench.hear(Wire.query("lan", at(1), "fe80::1", null).setQueryIntervalS(10).build());
        bench.clock("lan", at(100));
        assertThat(told()).containsExactly("OPEN querier.missing 26");
        bench.hear(Wire.report("attic", T0, "fe80::5", Wire.record(RecordType.TO_EX, "ff05::1:3")));
        bench.clock("attic", at(254));
        bench.clock("attic", at(1000));
        assertThat(told()).containsExactly("OPEN querier.missing 255");
    }

    @Test
    void aHostThatJoinsAMillionGroupsIsOneAlertAndHarmsNobodyElse() {
        start(new Limits(1000, 100, 50));
        bench.hear(Wire.query("lan", at(-60), "10.0.0.1", null).build());
        bench.hear(Wire.report("lan", T0, "10.0.0.5", Wire.record(RecordType.TO_EX, GROUP)));
        bench.hear(Wire.report("attic", T0, "10.0.0.5", Wire.record(RecordType.TO_EX, GROUP)));
        for (int report = 0; report < 100; report++) {
            GroupRecord[] records = new GroupRecord[100];
            for (int i = 0; i < records.length; i++) {
                records[i] = Wire.record(RecordType.TO_EX, "239.200." + report + "." + i);
            }
            bench.hear(Wire.report("lan", at(1).plusMillis(report), "10.0.0.66", records));
        }
        bench.hear(Wire.report("lan", at(3), "10.0.0.7", Wire.record(RecordType.TO_EX, GROUP)));
        assertThat(bench.reader().segment("lan").groupCount()).isEqualTo(1000);
        assertThat(bench.reader().group("lan", GROUP, at(3)).getMemberCount()).isEqualTo(2);
        assertThat(bench.reader().group("attic", GROUP, at(0)).getMemberCount()).isEqualTo(1);
        assertThat(limitsTold()).hasSize(1);
        assertThat(bench.count("limits-reached")).isEqualTo(9001);
        bench.hear(Wire.query("lan", at(100), "10.0.0.1", null).build());
        bench.clock("lan", at(310));
        assertThat(told()).containsExactly("OPEN membership.limit.groups 1", "CLOSE membership.limit.groups 301");
    }

    @Test
    void aReportOfAllSourcesThatThereAreIsCutAndTold() {
        start(Limits.DEFAULT);
        bench.hear(Wire.query("lan", at(-60), "10.0.0.1", null).build());
        bench.hear(Wire.report("lan", T0, "10.0.0.5", Wire.record(RecordType.ALLOW, GROUP, "192.0.2.1")));
        String[] sources = new String[65_535];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
        }
        bench.hear(Wire.report("lan", at(1), "10.0.0.66", Wire.record(RecordType.ALLOW, GROUP, sources)));
        assertThat(bench.reader().group("lan", GROUP, at(1)).getSources()).hasSize(1024)
            .anyMatch(source -> source.getAddress().equals("192.0.2.1"));
        assertThat(told()).containsExactly("OPEN membership.limit.sources 1");
        assertThat(limitsTold()).hasSize(1);
    }

    @Test
    void forgedHostsFillTheirGroupAndNoOther() {
        start(new Limits(1000, 100, 50));
        bench.hear(Wire.query("lan", at(-60), "10.0.0.1", null).build());
        bench.hear(Wire.report("lan", T0, "10.0.0.5", Wire.record(RecordType.TO_EX, GROUP)));
        for (int i = 0; i < 5000; i++) {
            bench.hear(Wire.report("lan", at(1).plusMillis(i), "10.1." + (i >> 8) + "." + (i & 255),
                Wire.record(RecordType.TO_EX, GROUP)));
        }
        bench.hear(Wire.report("lan", at(7), "10.0.0.5", Wire.record(RecordType.TO_EX, "239.1.1.2")));
        assertThat(bench.reader().members("lan", GROUP, at(7), any -> true, null, 1000)).hasSize(50)
            .anyMatch(member -> member.getHost().equals("10.0.0.5"));
        assertThat(bench.reader().group("lan", "239.1.1.2", at(7)).getMemberCount()).isEqualTo(1);
        assertThat(told()).containsExactly("OPEN membership.limit.hosts 1");
        assertThat(limitsTold()).hasSize(1);
        assertThat(bench.size(MembershipStores.MEMBERS)).isEqualTo(51);
    }

    private List<MembershipChange> limitsTold() {
        return bench.changes().stream().filter(change -> change.getType() == ChangeType.LIMIT_REACHED).toList();
    }

    /** Action, rule, second. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        bench.alertEvents.readValuesToList().forEach(alert -> told.add(alert.getAction() + " "
            + alert.getRule().getId() + " " + Duration.between(T0, alert.getAction() == AlertAction.OPEN
            ? alert.getOpenedAt() : alert.getClosedAt()).toSeconds()));
        return told;
    }
}

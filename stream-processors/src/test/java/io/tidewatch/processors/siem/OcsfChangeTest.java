package io.tidewatch.processors.siem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidewatch.schemas.AddressFamily;
import io.tidewatch.schemas.AvroSafety;
import io.tidewatch.schemas.ChangeCause;
import io.tidewatch.schemas.ChangeType;
import io.tidewatch.schemas.FilterMode;
import io.tidewatch.schemas.FilterState;
import io.tidewatch.schemas.MembershipChange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OcsfChangeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        AvroSafety.ensure();
    }

    private static MembershipChange.Builder joined() {
        return MembershipChange.newBuilder().setChangeId("0c0c0c0c-0000-5000-8000-000000000000").setSegment("lab")
            .setGroup("232.1.2.3").setFamily(AddressFamily.IPV4).setSequence(7).setType(ChangeType.HOST_JOINED)
            .setCause(ChangeCause.REPORT).setAt(Instant.ofEpochMilli(1_767_225_605_250L)).setHost("10.0.0.5")
            .setMac("02:00:00:00:00:05").setBefore(null)
            .setAfter(new FilterState(FilterMode.INCLUDE, List.of("192.0.2.9"), List.of())).setMemberCount(2)
            .setEventId("0d0d0d0d-0000-5000-8000-000000000000").setLate(false).setDetail(null);
    }

    private static JsonNode document(MembershipChange.Builder change) throws IOException {
        return JSON.readTree(OcsfChange.json(change.build()));
    }

    @Test
    void aHostThatJoinsOpens() throws IOException {
        assertThat(document(joined())).isEqualTo(JSON.readTree("""
            {"class_uid": 4001, "category_uid": 4, "activity_id": 1, "type_uid": 400101, "time": 1767225605250,
             "message": "Multicast membership: host joined", "severity_id": 1, "severity": "Informational",
             "status_code": "HOST_JOINED", "status_detail": "report",
             "metadata": {"version": "1.8.0",
               "product": {"name": "tidewatch", "vendor_name": "Tidewatch", "version": "development"},
               "uid": "0c0c0c0c-0000-5000-8000-000000000000",
               "correlation_uid": "0d0d0d0d-0000-5000-8000-000000000000", "sequence": 7,
               "event_code": "multicast.membership.host_joined"},
             "connection_info": {"direction_id": 0, "protocol_num": 2, "protocol_name": "igmp", "protocol_ver_id": 4},
             "src_endpoint": {"ip": "10.0.0.5", "mac": "02:00:00:00:00:05"}, "dst_endpoint": {"ip": "232.1.2.3"},
             "unmapped": {"membership": {"segment": "lab",
               "after": {"filter_mode": "include", "sources": ["192.0.2.9"]}, "member_count": 2, "late": false}}}
            """));
        assertThat(new String(OcsfChange.json(joined().build()), StandardCharsets.UTF_8)).doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource({"GROUP_STARTED,1", "HOST_JOINED,1", "GROUP_ENDED,2", "HOST_LEFT,2", "HOST_EXPIRED,2", "MODE_CHANGED,6",
        "SOURCES_CHANGED,6", "LIMIT_REACHED,6", "UNKNOWN,0"})
    void activities(ChangeType type, int activity) throws IOException {
        JsonNode document = document(joined().setType(type));
        assertThat(document.path("activity_id").intValue()).isEqualTo(activity);
        assertThat(document.path("type_uid").intValue()).isEqualTo(400_100 + activity);
    }

    /** Network Activity 1.8.0 requires these; of the endpoints it requires one. */
    @ParameterizedTest
    @EnumSource(ChangeType.class)
    void whatTheClassRequires(ChangeType type) throws IOException {
        JsonNode document = document(joined().setType(type).setHost(null).setMac(null).setAfter(null));
        assertThat(List.of("/activity_id", "/category_uid", "/class_uid", "/metadata/version",
            "/metadata/product/name", "/severity_id", "/time", "/type_uid", "/connection_info/direction_id",
            "/dst_endpoint/ip")).allSatisfy(path -> assertThat(document.at(path).isMissingNode()).as(path).isFalse());
        assertThat(document.has("src_endpoint")).isFalse();
    }

    @Test
    void mldIsIpv6() throws IOException {
        JsonNode connection = document(joined().setFamily(AddressFamily.IPV6).setGroup("ff0e::1"))
            .path("connection_info");
        assertThat(connection.path("protocol_num").intValue()).isEqualTo(58);
        assertThat(connection.path("protocol_name").asText()).isEqualTo("ipv6-icmp");
        assertThat(connection.path("protocol_ver_id").intValue()).isEqualTo(6);
    }
}

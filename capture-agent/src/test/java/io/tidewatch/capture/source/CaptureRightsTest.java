package io.tidewatch.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureRightsTest {
    private static final String NONE = "0000000000000000";
    private static final String NET_RAW = "0000000000002000";
    private static final String ALL = "000001ffffffffff";
    private static final String EVERYBODY = "         0          0 4294967295\n";

    private static CaptureRights rights(String user, String permitted, String effective, String bounding,
                                        String seccomp) {
        return CaptureRights.of(List.of("Name:\tjava", "Uid:\t0\t" + user + "\t0\t0", "CapInh:\t" + NONE,
            "CapPrm:\t" + permitted, "CapEff:\t" + effective, "CapBnd:\t" + bounding, "CapAmb:\t" + NONE,
            "NoNewPrivs:\t0", "Seccomp:\t" + seccomp, "Cpus_allowed_list:"), EVERYBODY);
    }

    @Test
    void theSetThatLacksTheCapabilityIsNamed() {
        assertThat(rights("1000", NONE, NONE, ALL, "0").missing()).contains("user 1000", "CapPrm", "CapAmb", "CapEff");
        assertThat(rights("1000", NONE, NONE, ALL, "0").remedy()).contains("AmbientCapabilities=CAP_NET_RAW",
            "setpriv --reuid", "setcap", "LD_LIBRARY_PATH");
        assertThat(rights("0", NONE, NONE, NONE, "0").missing()).contains("bounding set", "CapBnd", "root included");
        assertThat(rights("0", NONE, NONE, NONE, "0").remedy()).contains("CapabilityBoundingSet", "--cap-add=NET_RAW");
        assertThat(rights("1000", NET_RAW, NONE, ALL, "0").missing()).contains("permitted", "not in effect (CapEff)");
    }

    @Test
    void whatElseForbidsItIsNamed() {
        assertThat(rights("1000", NET_RAW, NET_RAW, NET_RAW, "2").missing()).contains("seccomp", "SELinux")
            .doesNotContain("user namespace");
        assertThat(CaptureRights.of(List.of("Uid:\t0\t0\t0\t0", "CapEff:\t" + ALL, "Seccomp:\t0"),
            "0 1000 1\n").missing()).contains("user namespace").doesNotContain("seccomp");
        assertThat(rights("1000", NET_RAW, NET_RAW, NET_RAW, "2").remedy()).contains("AF_PACKET", "SystemCallFilter");
    }

    @Test
    void ofThisProcessIsWhatTheKernelSays() throws Exception {
        assertThat(CaptureRights.present().root()).isEqualTo("root".equals(System.getProperty("user.name")));
    }
}

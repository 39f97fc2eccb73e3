package io.tidewatch.processors;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.tidewatch.processors.membership.Limits;
import io.tidewatch.processors.topology.MembershipSettings;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The settings that begin with {@code membership.}. */
final class MembershipSection {
    private static final String GROUPS_PER_SEGMENT = "membership.groups.per.segment";
    private static final String SOURCES_PER_GROUP = "membership.sources.per.group";
    private static final String HOSTS_PER_GROUP = "membership.hosts.per.group";
    private static final String RETENTION_MS = "membership.retention.ms";
    private static final String STEP_MS = "membership.step.ms";
    private static final int MOST = 10_000_000;
    /** Of a tenth of a second: a thread that has a tick to do whenever it looks takes one record between two. */
    private static final int LONGEST_STEP_MS = 90;

    private MembershipSection() {
    }

    static ConfigDef define(ConfigDef keys) {
        MembershipSettings usual = MembershipSettings.DEFAULT;
        return keys
            .define(GROUPS_PER_SEGMENT, Type.INT, usual.limits().groupsPerSegment(), Range.between(1, MOST), MEDIUM,
                "Groups that are followed on one segment. Further ones are told as LIMIT_REACHED and not followed.")
            .define(SOURCES_PER_GROUP, Type.INT, usual.limits().sourcesPerGroup(), Range.between(1, MOST), MEDIUM,
                "Sources that are kept of one group, and of one host in it.")
            .define(HOSTS_PER_GROUP, Type.INT, usual.limits().hostsPerGroup(), Range.between(1, MOST), MEDIUM,
                "Hosts that are followed in one group; the group itself goes on beyond.")
            .define(RETENTION_MS, Type.LONG, usual.retention().toMillis(),
                Range.between(60_000L, Duration.ofDays(3650).toMillis()), MEDIUM,
                "How far back memberships that are over can be asked for, in the time of their segment.")
            .define(STEP_MS, Type.INT, (int) usual.step().toMillis(), Range.between(1, LONGEST_STEP_MS), LOW,
                "How much of each tenth of a second all partitions together spend on memberships that end, when very "
                + "many end at once; the rest is for whatever else happens.");
    }

    static MembershipSettings settings(AbstractConfig config) {
        Limits limits = new Limits(config.getInt(GROUPS_PER_SEGMENT), config.getInt(SOURCES_PER_GROUP),
            config.getInt(HOSTS_PER_GROUP));
        return new MembershipSettings(limits, Duration.ofMillis(config.getLong(RETENTION_MS)),
            Duration.ofMillis(config.getInt(STEP_MS)));
    }
}

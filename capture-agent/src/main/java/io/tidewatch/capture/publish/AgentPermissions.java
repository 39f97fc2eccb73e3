package io.tidewatch.capture.publish;

import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permission;
import io.tidewatch.schemas.access.Permissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What Kafka must allow an agent. */
public final class AgentPermissions {
    private static final String AGENT = "the agent";
    private static final String TRANSACTIONAL_ID = "tidewatch-replay-";

    private AgentPermissions() {
    }

    /** The topics that an agent writes. */
    static List<Topic<? extends SpecificRecord>> written(Topics topics) {
        return List.of(topics.gmp(), topics.icmp(), topics.malformed(), topics.sensors());
    }

    /** The id under which a recording is replayed: whoever comes by the same id shuts out who came before. */
    static String transactionalId(String sensor, String recording) {
        return TRANSACTIONAL_ID + sensor + '-' + recording;
    }

    /** Of live capture. */
    public static Permissions live(Topics topics) {
        return new Permissions(AGENT, writing(topics));
    }

    /** Of a replay, which looks what is committed already. */
    public static Permissions replay(Topics topics) {
        List<Permission> needed = writing(topics);
        needed.add(Permission.on(AclOperation.READ, topics.sensors()));
        needed.add(Permission.onAll(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, TRANSACTIONAL_ID));
        return new Permissions(AGENT, needed);
    }

    private static List<Permission> writing(Topics topics) {
        List<Permission> needed = new ArrayList<>();
        written(topics).forEach(topic -> needed.add(Permission.on(AclOperation.WRITE, topic)));
        return needed;
    }
}

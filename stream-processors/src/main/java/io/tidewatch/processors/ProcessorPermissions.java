package io.tidewatch.processors;

import io.tidewatch.schemas.Topic;
import io.tidewatch.schemas.Topics;
import io.tidewatch.schemas.access.Permission;
import io.tidewatch.schemas.access.Permissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/** What Kafka must allow the processors. */
public final class ProcessorPermissions {
    /** The two Kafka Streams applications, by what is behind the prefix of their ids. */
    private static final List<String> APPLICATIONS = List.of("membership", "storms");

    private ProcessorPermissions() {
    }

    /**
     * All of it.
     *
     * @param idPrefix what the ids of the applications start with
     */
    public static Permissions of(Topics topics, String idPrefix) {
        List<Permission> needed = new ArrayList<>();
        for (Topic<?> read : List.of(topics.gmp(), topics.icmp(), topics.sensors(), topics.membershipChanges(),
                topics.alertEvents())) {
            needed.add(Permission.on(AclOperation.READ, read));
        }
        for (Topic<?> written : List.of(topics.membershipState(), topics.members(), topics.membershipChanges(),
                topics.membershipWindows(), topics.queriers(), topics.alertEvents(), topics.alertState(),
                topics.alertsEcsJson(), topics.alertsOcsfJson(), topics.deadLetters())) {
            needed.add(Permission.on(AclOperation.WRITE, written));
        }
        for (String application : APPLICATIONS) {
            String id = idPrefix + application;
            needed.add(Permission.on(AclOperation.READ, ResourceType.GROUP, id));
            needed.add(Permission.onAll(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, id + '-'));
            // Changelogs and repartition topics: made by the group, read and written, and cut behind what is done.
            for (AclOperation operation : List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE,
                    AclOperation.DELETE)) {
                needed.add(Permission.onAll(operation, ResourceType.TOPIC, id + '-'));
            }
        }
        return new Permissions("the processors", needed);
    }
}

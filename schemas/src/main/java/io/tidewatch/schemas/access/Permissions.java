package io.tidewatch.schemas.access;

import io.tidewatch.schemas.OperatorError;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/** All that Kafka must allow one kind of process, and what a person reads where it does not. */
public final class Permissions {
    private final String process;
    private final String settings;
    private final List<Permission> needed;

    /** The permissions of a process whose settings under {@code kafka.} say as whom it goes. */
    public Permissions(String process, Collection<Permission> needed) {
        this(process, "kafka.security.protocol, kafka.sasl.* and kafka.ssl.*", needed);
    }

    /**
     * The permissions of another one.
     *
     * @param process what people call it, such as {@code the agent}
     * @param settings where it is set as whom it goes
     */
    public Permissions(String process, String settings, Collection<Permission> needed) {
        this.process = process;
        this.settings = settings;
        this.needed = List.copyOf(needed);
    }

    /** Each of them, in the order of the data flow. */
    public List<Permission> all() {
        return needed;
    }

    /** Those about a resource. */
    public List<Permission> on(ResourceType type, String name) {
        return needed.stream().filter(each -> each.covers(type, name)).toList();
    }

    /**
     * Looks whether all that is needed on a topic is allowed, where the broker tells.
     *
     * @param topic described with the operations that are allowed to us
     * @throws OperatorError when something is not
     */
    public void require(String servers, TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        if (allowed == null) {
            return;
        }
        List<Permission> lacking = on(ResourceType.TOPIC, topic.name()).stream()
            .filter(each -> !allowed.contains(each.operation())).toList();
        if (!lacking.isEmpty()) {
            throw lacking(servers, lacking, "The broker allows " + allowed.stream().map(AclOperation::name).sorted()
                .collect(Collectors.joining(", ")) + " there", null);
        }
    }

    /** The refusal that a failure tells of, in words for people; null when it tells of none. */
    public OperatorError refusal(String servers, Throwable failure) {
        return refusal(servers, null, failure);
    }

    /** The same of a failure that a topic was asked for: the broker does not always name it. */
    public OperatorError refusal(String servers, String topic, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException) {
                return OperatorError.failed("Kafka at " + servers + " refuses the name and password, or the "
                    + "certificate, of " + process, cause.getMessage(), "Check " + settings
                    + ": protocol, mechanism, name, password and certificates", failure);
            }
            if (cause instanceof AuthorizationException refused) {
                return lacking(servers, about(refused, topic), refused.getMessage(), failure);
            }
        }
        return null;
    }

    private OperatorError lacking(String servers, List<Permission> lacking, String why, Throwable cause) {
        String what = lacking.stream().map(Permission::toString).collect(Collectors.joining(", "));
        String how = lacking.stream().map(each -> "kafka-acls --add --allow-principal User:NAME " + each.arguments())
            .collect(Collectors.joining("; "));
        return OperatorError.failed("Kafka at " + servers + " refuses " + process + " permissions"
            + (what.isEmpty() ? "" : ": " + what), why, (how.isEmpty() ? "Allow what the broker's log says"
            : "Allow it with: " + how) + " (deploy/security/acls.md has all of it)", cause);
    }

    /** What is needed on the resource that the broker refused. */
    private List<Permission> about(AuthorizationException refused, String asked) {
        if (refused instanceof TopicAuthorizationException told) {
            Set<String> topics = new TreeSet<>(told.unauthorizedTopics());
            if (topics.isEmpty() && asked != null) {
                topics.add(asked);
            }
            return topics.stream().flatMap(topic -> on(ResourceType.TOPIC, topic).stream()).distinct().toList();
        }
        if (refused instanceof GroupAuthorizationException group) {
            return group.groupId() == null ? of(ResourceType.GROUP) : on(ResourceType.GROUP, group.groupId());
        }
        if (refused instanceof TransactionalIdAuthorizationException) {
            return of(ResourceType.TRANSACTIONAL_ID);
        }
        return refused instanceof ClusterAuthorizationException ? of(ResourceType.CLUSTER) : List.of();
    }

    private List<Permission> of(ResourceType type) {
        return needed.stream().filter(each -> each.type() == type).toList();
    }
}

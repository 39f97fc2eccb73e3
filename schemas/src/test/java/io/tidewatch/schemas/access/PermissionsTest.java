package io.tidewatch.schemas.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.Topics;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

class PermissionsTest {
    private static final Topics TOPICS = new Topics(Topics.DEFAULT_PREFIX);
    private static final String GMP = TOPICS.gmp().name();

    private final Permissions permissions = new Permissions("the agent", "kafka.*", List.of(
        Permission.on(AclOperation.READ, TOPICS.gmp()), Permission.on(AclOperation.WRITE, TOPICS.gmp()),
        Permission.onAll(AclOperation.DESCRIBE_CONFIGS, ResourceType.TOPIC, TOPICS.prefix()),
        Permission.onAll(AclOperation.WRITE, ResourceType.TRANSACTIONAL_ID, "tw-")));

    private static TopicDescription allowing(Set<AclOperation> operations) {
        return new TopicDescription(GMP, false, List.of(), operations);
    }

    @Test
    void eachIsALineForTheShell() {
        assertThat(permissions.all()).extracting(Permission::arguments).containsExactly(
            "--operation Read --topic tidewatch.gmp.v1", "--operation Write --topic tidewatch.gmp.v1",
            "--operation DescribeConfigs --topic tidewatch. --resource-pattern-type prefixed",
            "--operation Write --transactional-id tw- --resource-pattern-type prefixed");
    }

    @Test
    void whatIsLackingIsNamed() {
        assertThatThrownBy(() -> permissions.require("k1:9092", allowing(Set.of(AclOperation.READ,
            AclOperation.DESCRIBE)))).isInstanceOf(OperatorError.class).hasMessage("Kafka at k1:9092 refuses the "
            + "agent permissions: Write on topic tidewatch.gmp.v1, DescribeConfigs on every topic that begins with "
            + "tidewatch. The broker allows DESCRIBE, READ there. Allow it with: kafka-acls --add --allow-principal "
            + "User:NAME --operation Write --topic tidewatch.gmp.v1; kafka-acls --add --allow-principal User:NAME "
            + "--operation DescribeConfigs --topic tidewatch. --resource-pattern-type prefixed "
            + "(deploy/security/acls.md has all of it).");
    }

    @Test
    void whereTheBrokerDoesNotTellNothingIsAsked() {
        assertThatCode(() -> permissions.require("k1:9092", allowing(null))).doesNotThrowAnyException();
        assertThatCode(() -> permissions.require("k1:9092", allowing(Set.of(AclOperation.READ, AclOperation.WRITE,
            AclOperation.DESCRIBE_CONFIGS)))).doesNotThrowAnyException();
    }

    @Test
    void refusalsAreFoundBeneathOtherFailures() {
        assertThat(permissions.refusal("k1:9092", new IllegalStateException(new TopicAuthorizationException(
            Set.of("elsewhere", GMP)))).getMessage()).contains("permissions: Read on topic tidewatch.gmp.v1, Write");
        assertThat(permissions.refusal("k1:9092", new SslAuthenticationException("handshake failed")).getMessage())
            .isEqualTo("Kafka at k1:9092 refuses the name and password, or the certificate, of the agent. "
                + "handshake failed. Check "
                + "kafka.*: protocol, mechanism, name, password and certificates.");
        assertThat(permissions.refusal("k1:9092", new IllegalStateException("other"))).isNull();
    }

    @Test
    void theTopicThatWasAskedForIsNamedWhereTheBrokerNamesNone() {
        assertThat(permissions.refusal("k1:9092", GMP, new TopicAuthorizationException("no")).getMessage())
            .contains("permissions: Read on topic tidewatch.gmp.v1, Write");
    }

    @Test
    void aRefusalOfWhatWeDoNotKnowIsToldAllTheSame() {
        assertThat(permissions.refusal("k1:9092", new TopicAuthorizationException("no")).getMessage())
            .startsWith("Kafka at k1:9092 refuses the agent permissions. no. Allow what the broker's log says");
    }
}

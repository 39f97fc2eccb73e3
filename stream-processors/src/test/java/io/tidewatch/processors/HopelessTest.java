package io.tidewatch.processors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewatch.processors.storm.StepCodec;
import io.tidewatch.schemas.OperatorError;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;

class HopelessTest {
    private final StreamsApplication storms = new StreamsApplication("storms", "tidewatch-storms");
    private final Hopeless hopeless = new Hopeless(Configs.with("state.dir", "/var/lib/tidewatch"), storms);

    private String told(Throwable failure) {
        return hopeless.told(new StreamsException("task", failure)).getMessage();
    }

    @Test
    void whatKafkaDoesNotAllowIsNamed() {
        assertThat(told(new GroupAuthorizationException("not allowed", "tidewatch-storms"))).isEqualTo(
            "Kafka at 127.0.0.1:9092 refuses the processors permissions: Read on group tidewatch-storms. "
            + "not allowed. Allow it with: kafka-acls --add --allow-principal User:NAME --operation Read --group "
            + "tidewatch-storms (deploy/security/acls.md has all of it).");
        assertThat(told(new TransactionalIdAuthorizationException("no"))).contains(
            "--operation Write --transactional-id tidewatch-storms- --resource-pattern-type prefixed");
        assertThat(told(new SaslAuthenticationException("invalid credentials"))).startsWith(
            "Kafka at 127.0.0.1:9092 refuses the name and password, or the certificate, of the processors. "
            + "invalid credentials.");
    }

    @Test
    void stateOfAnotherVersionCanBeGivenUp() {
        assertThat(told(catchThrowable(() -> StepCodec.step(new byte[] {2})))).contains("storm step of version 1",
            "Start the version that kept it again", "remove /var/lib/tidewatch/tidewatch-storms",
            "kafka-streams-groups --delete --group tidewatch-storms", "kafka-topics --delete --topic "
            + "'tidewatch-storms-.*'");
    }

    /** Whatever it is that fails then: a write, or a commit that waited for one. */
    @Test
    void aFullDiskIsLeftToOthers() {
        Hopeless full = new Hopeless(Configs.with("state.dir", "/var/lib/tidewatch"), storms, disk -> 4096);
        assertThat(full.told(new StreamsException("task", new InvalidTxnStateException("too late"))))
            .hasMessageStartingWith("The disk with the state of storms is full. /var/lib/tidewatch has 4096 bytes ")
            .hasMessageContaining("Make room there, or give state.dir another disk");
        assertThat(storms.failure()).isNotNull();
    }

    @Test
    void theFirstStays() {
        OperatorError first = hopeless.told(new GroupAuthorizationException("not allowed", "tidewatch-storms"));
        hopeless.told(new TransactionalIdAuthorizationException("no"));
        assertThat(storms.failure()).isSameAs(first);
    }

    @Test
    void otherFailuresMayPass() {
        assertThat(hopeless.told(new StreamsException("task", new IllegalStateException("once")))).isNull();
        assertThat(storms.failure()).isNull();
    }
}

package io.tidewatch.processors;

import io.tidewatch.schemas.AvroSerde;
import io.tidewatch.schemas.GmpEvent;
import io.tidewatch.schemas.RegistryAccess;
import io.tidewatch.schemas.RegistryUnavailableException;
import io.tidewatch.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** A registry that nobody answers for: port 1 of this machine. */
public final class RegistryOutage {
    /** A value in wire format, with the id 7 that must be looked up. */
    static final byte[] VALUE = {0, 0, 0, 0, 7, 1};

    private RegistryOutage() {
    }

    static Deserializer<GmpEvent> deserializer() {
        return new AvroSerde<>(new Topics(Topics.DEFAULT_PREFIX).gmp(),
            RegistryAccess.connect(List.of("http://127.0.0.1:1"), Map.of(), Duration.ZERO)).deserializer();
    }

    /** What a reader gets. */
    public static RegistryUnavailableException exception() {
        try {
            deserializer().deserialize("tidewatch.gmp.v1", VALUE);
        } catch (RegistryUnavailableException e) {
            return e;
        }
        throw new AssertionError("somebody answers on port 1");
    }
}

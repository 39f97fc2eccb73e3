package io.tidewatch.processors;

import io.tidewatch.processors.topology.StateVersion;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.access.Permissions;

/** Failures of an application that no restart mends: what Kafka does not allow, and state of another version. */
final class Hopeless {
    private final String servers;
    private final Permissions permissions;
    private final String stateDirectory;
    private final StreamsApplication application;

    Hopeless(ProcessorsConfig config, StreamsApplication application) {
        this.servers = config.bootstrapServers();
        this.permissions = config.permissions();
        this.stateDirectory = config.stateDirectory().resolve(application.id()).toString();
        this.application = application;
    }

    /** What a person has to mend; null for a failure that may pass. The application is told as well. */
    OperatorError told(Throwable failure) {
        String other = StateVersion.refused(failure);
        OperatorError told = other == null ? permissions.refusal(servers, failure) : OperatorError.failed(
            "The state of " + application.name() + " was kept by another version of Tidewatch, and this one can't read "
            + "it", other, "Start the version that kept it again; or reset " + application.name() + ", which then "
            + "begins with what the topics still hold: stop all processors, remove " + stateDirectory
            + ", and run kafka-streams-groups --delete --group " + application.id() + " and kafka-topics --delete "
            + "--topic '" + application.id() + "-.*'", failure);
        if (told != null) {
            application.fail(told);
        }
        return told;
    }
}

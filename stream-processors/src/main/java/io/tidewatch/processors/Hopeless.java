package io.tidewatch.processors;

import io.tidewatch.processors.topology.StateVersion;
import io.tidewatch.schemas.OperatorError;
import io.tidewatch.schemas.access.Permissions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;

/**
 * Failures of an application that no restart mends: what Kafka does not allow, state of another version, a full disk.
 * There writes wait and commits come too late, again and again, while the work stays here that others could do.
 */
final class Hopeless {
    /** With less room than this no state is written for long. */
    private static final long LEAST_ROOM = 32L << 20;

    private final String servers;
    private final Permissions permissions;
    private final Path disk;
    private final String stateDirectory;
    private final StreamsApplication application;
    private final ToLongFunction<Path> room;

    Hopeless(ProcessorsConfig config, StreamsApplication application) {
        this(config, application, disk -> Files.isDirectory(disk) ? disk.toFile().getUsableSpace() : Long.MAX_VALUE);
    }

    /** @param room bytes that are left on the disk of a path */
    Hopeless(ProcessorsConfig config, StreamsApplication application, ToLongFunction<Path> room) {
        this.servers = config.bootstrapServers();
        this.permissions = config.permissions();
        this.disk = config.stateDirectory();
        this.stateDirectory = disk.resolve(application.id()).toString();
        this.application = application;
        this.room = room;
    }

    /** What a person has to mend; null for a failure that may pass. The application is told as well. */
    OperatorError told(Throwable failure) {
        OperatorError told = otherVersion(failure);
        if (told == null) {
            told = permissions.refusal(servers, failure);
        }
        if (told == null) {
            told = fullDisk(failure);
        }
        if (told != null) {
            application.fail(told);
        }
        return told;
    }

    private OperatorError otherVersion(Throwable failure) {
        String other = StateVersion.refused(failure);
        return other == null ? null : OperatorError.failed(
            "The state of " + application.name() + " was kept by another version of Tidewatch, and this one can't read "
            + "it", other, "Start the version that kept it again; or reset " + application.name() + ", which then "
            + "begins with what the topics still hold: stop all processors, remove " + stateDirectory
            + ", and run kafka-streams-groups --delete --group " + application.id() + " and kafka-topics --delete "
            + "--topic '" + application.id() + "-.*'", failure);
    }

    private OperatorError fullDisk(Throwable failure) {
        long left = room.applyAsLong(disk);
        return left >= LEAST_ROOM ? null : OperatorError.failed(
            "The disk with the state of " + application.name() + " is full", disk + " has " + left + " bytes left: "
            + failure, "Make room there, or give state.dir another disk, and start again; what was processed is kept, "
            + "and other instances go on with the work meanwhile", failure);
    }
}

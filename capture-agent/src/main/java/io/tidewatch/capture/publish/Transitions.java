package io.tidewatch.capture.publish;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when records begin to go another way. */
final class Transitions {
    private static final Logger LOG = LoggerFactory.getLogger(Transitions.class);

    private final Path directory;
    private PublishReport.State seen = PublishReport.State.SPOOLING;
    private PublishReport.State told = PublishReport.State.DIRECT;
    private String trouble;

    Transitions(Path directory) {
        this.directory = directory;
    }

    /** Whether this is another state than the last one. */
    boolean of(PublishReport.State state) {
        boolean another = state != seen;
        seen = state;
        return another;
    }

    void tell(PublishReport report) {
        boolean same = report.state() == told && (report.trouble() == null || report.trouble().equals(trouble));
        boolean unknown = report.state() == PublishReport.State.SPOOLING && report.trouble() == null;
        if (same || unknown) {
            return;
        }
        String where = directory == null ? "in memory, as there is no spool" : "in " + directory;
        switch (report.state()) {
            case SPOOLING -> LOG.warn("{} What is captured is kept {} until Kafka takes it.", report.trouble(), where);
            case FAILED -> LOG.error("{} What is captured is kept {} until that is mended.", report.trouble(), where);
            case DRAINING -> LOG.info("Kafka takes records; first {} from the spool", report.spool().records());
            case DIRECT -> LOG.warn("Kafka takes records again; all that was kept for it is published");
        }
        told = report.state();
        trouble = report.trouble();
    }
}

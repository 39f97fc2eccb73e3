package io.tidewatch.capture.publish;

import io.tidewatch.capture.spool.WriterSchema;
import java.util.Map;

/** Makes links. */
interface Connector {
    /**
     * Looks whether records could be sent, and makes a link. May take as long as broker and registry take to answer.
     *
     * @param schemas the schemas of what is to be sent, by fingerprint
     */
    Link connect(Map<Long, WriterSchema> schemas) throws NoLinkException;
}

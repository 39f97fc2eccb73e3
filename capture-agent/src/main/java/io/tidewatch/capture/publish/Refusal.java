package io.tidewatch.capture.publish;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** What a failure to send a record says. */
enum Refusal {
    /** This record can't be published, others can. */
    RECORD,
    /** Nobody answered in time, or the connection ended. */
    OUTAGE,
    /** The broker says no, and would again: no permission, a topic that is not what it should be. */
    REFUSED;

    static Refusal of(Exception failure) {
        if (failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException
                || failure instanceof SerializationException) {
            return RECORD;
        }
        // A producer that was closed, or whose state the broker forgot, is made anew and goes on.
        return failure instanceof AuthorizationException
            || failure instanceof AuthenticationException
            || failure instanceof UnsupportedVersionException
            || failure instanceof InvalidTopicException
            || failure instanceof PolicyViolationException ? REFUSED : OUTAGE;
    }
}

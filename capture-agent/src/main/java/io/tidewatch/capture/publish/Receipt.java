package io.tidewatch.capture.publish;

import io.tidewatch.capture.event.PacketEvent;
import io.tidewatch.capture.spool.Parcel;
import io.tidewatch.schemas.Topics;

/**
 * Which record it is whose fate is told.
 *
 * @param kind what it is
 * @param segment the segment that it is about; of a malformed packet, its key
 * @param sequence its number within its interface and boot
 * @param frames how many frames it stands for
 */
public record Receipt(Kind kind, String segment, long sequence, long frames) {
    /** The topics of numbered records. */
    public enum Kind {
        GMP, ICMP, MALFORMED;

        static Kind of(Topics topics, String topic) {
            return topic.equals(topics.gmp().name()) ? GMP : topic.equals(topics.icmp().name()) ? ICMP : MALFORMED;
        }
    }

    /** Of a record as it is kept for sending. */
    static Receipt of(Topics topics, Parcel parcel) {
        return new Receipt(Kind.of(topics, parcel.topic()), Topics.segmentOf(parcel.key()), parcel.sequence(),
            parcel.frames());
    }

    /** Of an event. */
    static Receipt of(Topics topics, PacketEvent event, long sequence) {
        return new Receipt(Kind.of(topics, event.topic().name()), event.segment(), sequence,
            event.count());
    }

    /** Whether it is an event of the gmp or icmp topic. */
    public boolean event() {
        return kind != Kind.MALFORMED;
    }
}

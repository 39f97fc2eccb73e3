package io.tidewatch.capture.wire;

/** What a frame turned out to be. */
public sealed interface Decoded {

    /** An IGMP or MLD message, or one of their neighbours in the same protocol numbers. */
    record GroupMembership(Envelope envelope, GroupMessage message) implements Decoded {
    }

    /** Any other ICMP or ICMPv6 message. */
    record Icmp(Envelope envelope, IcmpMessage message) implements Decoded {
    }

    /**
     * A frame that leaves no message.
     *
     * @param defect a fatal one
     * @param offset where in the frame decoding stopped, bytes
     * @param envelope what was reached before that
     */
    record Malformed(Defect defect, int offset, Envelope envelope) implements Decoded {
    }

    /** A frame that carries none of our protocols, or not the beginning of one. */
    record NotOfInterest(Reason reason) implements Decoded {
    }

    /** Why a frame is passed over; each is counted. */
    enum Reason {
        /** Sound, as far as looked at, but no ICMP and no IGMP. */
        OTHER_PROTOCOL,
        /** Not the first fragment of an ICMP or IGMP datagram: it has no message header. */
        LATER_FRAGMENT,
        /** Behind encryption (RFC 4303). */
        ENCRYPTED,
        /** A link type that the decoder does not know. */
        LINK_TYPE;

        private final NotOfInterest result = new NotOfInterest(this);

        NotOfInterest result() {
            return result;
        }
    }
}

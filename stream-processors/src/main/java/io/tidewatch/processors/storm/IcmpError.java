package io.tidewatch.processors.storm;

import java.util.Objects;

/**
 * One ICMP error message as a sensor saw it, or several equal ones; or another message that comes in floods: an echo
 * request or reply, an IGMP or MLD message, whose receiver is the group that it is about.
 *
 * <p>Under flood a sensor counts messages together that differ; what is not the same in all of them is told as
 * {@link Address#SEVERAL}, and no message is attributed to it.
 *
 * @param atMs capture time, milliseconds since the epoch
 * @param family ICMP or ICMPv6
 * @param type type octet
 * @param code code octet
 * @param name name of type and code
 * @param reporter source address of the message, or {@link Address#SEVERAL}
 * @param receiver destination address of the message, or {@link Address#SEVERAL}
 * @param quoted the datagram that failed; null when there is none
 * @param mtu next-hop MTU of a packet too big, bytes; -1: none
 * @param gateway the better first hop of a redirect; null: none
 * @param count how many messages this stands for, at least 1
 * @param sensor who saw it
 * @param identification IPv4 identification of the message itself; -1: none, or of several
 */
public record IcmpError(long atMs, Family family, int type, int code, String name, Address reporter,
                        Address receiver, Quoted quoted, long mtu, String gateway, long count, String sensor,
                        int identification) {
    public IcmpError {
        Objects.requireNonNull(family, "family");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(reporter, "reporter");
        Objects.requireNonNull(receiver, "receiver");
        Objects.requireNonNull(sensor, "sensor");
        if (count < 1) {
            throw new IllegalArgumentException("count " + count + " is below 1");
        }
    }

    /** Told apart from any other message of the same moment; 0 where that can't be. */
    long fingerprint() {
        // Senders of what needs no reassembly may leave it 0 (RFC 6864 section 4.1).
        if (identification <= 0 || count > 1) {
            return 0;
        }
        long hash = Hashing.mix(reporter.hash(), receiver.hash());
        hash = Hashing.mix(hash, (long) identification << 16 | type << 8 | code);
        return quoted == null ? hash : Hashing.mix(Hashing.mix(hash, quoted.flow()), quoted.length());
    }

    ErrorClass errorClass() {
        return ErrorClass.of(family, type, code);
    }

    void write(StateOutput out) {
        out.number(atMs);
        out.word(family);
        out.number(type);
        out.number(code);
        out.text(name);
        out.text(reporter.text());
        out.text(receiver.text());
        out.flag(quoted != null);
        if (quoted != null) {
            quoted.write(out);
        }
        out.number(mtu);
        out.text(gateway);
        out.number(count);
        out.text(sensor);
        out.number(identification);
    }

    static IcmpError read(StateInput in) {
        return new IcmpError(in.number(), in.word(Family.values()), in.integer(), in.integer(), in.text(),
            Address.of(in.text()), Address.of(in.text()), in.flag() ? Quoted.read(in) : null, in.number(), in.text(),
            in.number(), in.text(), in.integer());
    }
}

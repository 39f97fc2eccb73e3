package io.tidewatch.capture.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the decoder is in a frame and what the headers so far said. One per decoder, reused for each frame, so that a
 * frame of no interest costs no allocation. Two ends are kept apart: {@link #end}, the last byte that was captured, and
 * {@link #wireEnd}, where the current layer ends on the wire; between them lies what the snap length cut.
 */
final class Layers {
    static final int MAX_VLANS = 8;
    private static final int MAC_LENGTH = 6;

    byte[] octets;
    int start;
    int at;
    int end;
    int wireEnd;
    /** The packet is inside a fragment of another one, so that its rest is elsewhere. */
    private boolean insideFragment;
    Layer next;
    Decoded.Reason reason;

    int ipVersion;
    int ipAt;
    int ttl;
    int trafficClass;
    boolean routerAlert;
    /** Fragment fields count only when {@link #fragmented}. */
    boolean fragmented;
    long fragmentId;
    int fragmentOffset;
    boolean moreFragments;
    /** Where the pseudo-header's addresses are: not in the IPv6 header under source routing or mobility; -1 unknown. */
    int pseudoSourceAt;
    int pseudoDestinationAt;
    Checksum.Verdict checksum;

    private boolean directlyInIp;
    private IpAddress source;
    private IpAddress destination;
    private long sourceMac;
    private int vlanCount;
    private final int[] vlanIds = new int[MAX_VLANS];
    private final List<Tunnel> tunnels = new ArrayList<>();
    private final List<Defect> anomalies = new ArrayList<>();

    void begin(byte[] frame, int offset, int captured, int wireLength) {
        octets = frame;
        start = offset;
        at = offset;
        end = offset + captured;
        // A capture file may claim any length on the wire.
        wireEnd = (int) Math.min((long) offset + Math.max(captured, wireLength), Integer.MAX_VALUE);
        insideFragment = false;
        next = Layer.NONE;
        reason = Decoded.Reason.OTHER_PROTOCOL;
        ipVersion = 0;
        source = null;
        destination = null;
        directlyInIp = false;
        routerAlert = false;
        fragmented = false;
        checksum = Checksum.Verdict.UNVERIFIABLE;
        sourceMac = Envelope.NO_MAC;
        vlanCount = 0;
        if (!tunnels.isEmpty()) {
            tunnels.clear();
        }
        if (!anomalies.isEmpty()) {
            anomalies.clear();
        }
    }

    /** Proves that {@code length} bytes are there from the current position. */
    void require(int length, Defect defect) {
        requireTo(at + length, defect);
    }

    /** Proves that the bytes before {@code limit} are there; blames the capture if the wire had them. */
    void requireTo(int limit, Defect defect) {
        if (limit > end || limit < at) {
            throw new MalformedException(limit <= wireEnd && limit >= at ? Defect.CAPTURE_CUT : defect, end);
        }
    }

    /** Narrows the layer to what a length field says; false, and as it was, if the field claims more than there is. */
    boolean narrow(long limit) {
        if (limit > wireEnd) {
            return false;
        }
        wireEnd = (int) limit;
        end = Math.min(end, wireEnd);
        return true;
    }

    /** Length on the wire of what begins here, as far as the layers around it tell. */
    int wireLength() {
        return wireEnd - at;
    }

    /** Captured bytes from here. */
    int available() {
        return end - at;
    }

    /**
     * All that was on the wire is here: not cut, not a fragment. A length field that claims more than the frame had is
     * an anomaly of its own; the checksum of what was sent still tells whether the field or the message is wrong.
     */
    boolean complete() {
        return !insideFragment && end == wireEnd && !fragmented;
    }

    /** A fragment without the beginning of its datagram. */
    boolean fragmentedLater() {
        return fragmented && fragmentOffset != 0;
    }

    /** Compares the checksum of the message that begins here, if all of it is here. */
    void judgeChecksum(long pseudoHeader, Defect wrong) {
        if (!complete()) {
            return;
        }
        boolean right = Checksum.right(pseudoHeader + Checksum.sum(octets, at, end));
        checksum = right ? Checksum.Verdict.VALID : Checksum.Verdict.INVALID;
        if (!right) {
            note(wrong);
        }
    }

    void stop(Decoded.Reason why) {
        next = Layer.NONE;
        reason = why;
    }

    void note(Defect anomaly) {
        if (!anomalies.contains(anomaly)) {
            anomalies.add(anomaly);
        }
    }

    void sourceMacAt(int from) {
        sourceMac = (long) Octets.u16(octets, from) << 32 | Octets.u32(octets, from + MAC_LENGTH - 4);
    }

    void vlan(int id) {
        if (vlanCount == MAX_VLANS) {
            throw new MalformedException(Defect.VLAN_TOO_DEEP, at);
        }
        vlanIds[vlanCount++] = id;
    }

    void tunnel(Tunnel tunnel) {
        tunnels.add(tunnel);
    }

    /** A new IP header begins here; inside another one, that one was a tunnel. */
    void enterIp(int version) {
        if (ipVersion != 0 && directlyInIp) {
            tunnels.add(ipVersion == 4 ? Tunnel.IN_IPV4 : Tunnel.IN_IPV6);
        }
        directlyInIp = true;
        ipVersion = version;
        ipAt = at;
        source = null;
        destination = null;
        routerAlert = false;
        insideFragment |= fragmented;
        fragmented = false;
    }

    /** A header other than IP lies between the last IP header and what follows. */
    void leaveIp() {
        directlyInIp = false;
    }

    /** Of the innermost IP header; parsers ask and the event holds it, so it is read once. */
    IpAddress source() {
        if (source == null) {
            source = ipVersion == 4 ? IpAddress.readV4(octets, ipAt + Ipv4.SOURCE)
                : IpAddress.readV6(octets, ipAt + Ipv6.SOURCE);
        }
        return source;
    }

    IpAddress destination() {
        if (destination == null) {
            destination = ipVersion == 4 ? IpAddress.readV4(octets, ipAt + Ipv4.DESTINATION)
                : IpAddress.readV6(octets, ipAt + Ipv6.DESTINATION);
        }
        return destination;
    }

    /** What was found, for the event; addresses are null before the first whole IP header. */
    Envelope envelope(IpAddress source, IpAddress destination) {
        return new Envelope(sourceMac, vlans(), tunnels.isEmpty() ? List.of() : List.copyOf(tunnels),
            source == null ? 0 : ipVersion, source, destination, source == null ? 0 : ttl,
            source == null ? 0 : trafficClass >> 2, routerAlert, identification(source),
            fragmented ? new Envelope.Fragment(fragmentId, fragmentOffset, moreFragments) : null, checksum,
            anomalies.isEmpty() ? List.of() : List.copyOf(anomalies));
    }

    private int identification(IpAddress source) {
        return source == null || ipVersion != 4 ? Envelope.NO_IDENTIFICATION
            : Octets.u16(octets, ipAt + Ipv4.IDENTIFICATION);
    }

    private List<Integer> vlans() {
        return switch (vlanCount) {
            case 0 -> List.of();
            case 1 -> List.of(vlanIds[0]);
            case 2 -> List.of(vlanIds[0], vlanIds[1]);
            default -> {
                List<Integer> ids = new ArrayList<>(vlanCount);
                for (int i = 0; i < vlanCount; i++) {
                    ids.add(vlanIds[i]);
                }
                yield List.copyOf(ids);
            }
        };
    }
}

package io.tidewatch.capture.event;

import io.tidewatch.capture.wire.Checksum.Verdict;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.OctetString;
import io.tidewatch.capture.wire.Tunnel;
import io.tidewatch.schemas.Checksum;
import io.tidewatch.schemas.Fragment;
import java.util.ArrayList;
import java.util.List;

/** The fields that both kinds of event have, from wire terms to those of the contract. For one thread. */
final class EventParts {
    /** Bytes of what is told raw. */
    static final int MAX_RAW = 256;

    private final AddressText addresses = new AddressText();

    String text(IpAddress address) {
        return addresses.of(address);
    }

    /** Null stays null. */
    String textOrNull(IpAddress address) {
        return address == null ? null : addresses.of(address);
    }

    List<String> texts(List<IpAddress> list) {
        if (list.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(list.size());
        for (IpAddress address : list) {
            texts.add(addresses.of(address));
        }
        return texts;
    }

    String sourceMac(Envelope envelope) {
        return envelope.sourceMac() == Envelope.NO_MAC ? null : addresses.ofMac(envelope.sourceMac());
    }

    String macText(long mac) {
        return addresses.ofMac(mac);
    }

    /** At most {@link #MAX_RAW} bytes in hexadecimal; null stays null. */
    static String rawOrNull(OctetString octets) {
        return octets == null ? null : octets.hex(MAX_RAW);
    }

    /** GRE, GRE:key, VXLAN:id, MPLS:label, PPPOE:session, IPV4, IPV6: the kind and its number where it has one. */
    List<String> tunnels(Envelope envelope) {
        if (envelope.tunnels().isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(envelope.tunnels().size());
        for (Tunnel tunnel : envelope.tunnels()) {
            String kind = tunnel.kind().name();
            texts.add(tunnel.id() == Tunnel.NONE ? kind : kind + ':' + tunnel.id());
        }
        return texts;
    }

    List<String> defects(Envelope envelope) {
        if (envelope.anomalies().isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>(envelope.anomalies().size());
        for (Defect defect : envelope.anomalies()) {
            names.add(defect.dotted());
        }
        return names;
    }

    Fragment fragment(Envelope envelope) {
        Envelope.Fragment fragment = envelope.fragment();
        return fragment == null ? null
            : new Fragment(fragment.identification(), fragment.offset(), fragment.more());
    }

    Checksum checksum(Envelope envelope) {
        return checksum(envelope.checksum());
    }

    private static Checksum checksum(Verdict verdict) {
        return switch (verdict) {
            case VALID -> Checksum.VALID;
            case INVALID -> Checksum.INVALID;
            case UNVERIFIABLE -> Checksum.UNVERIFIABLE;
        };
    }
}

package io.tidewatch.capture.wire;

/**
 * From a frame to what it carries. The walk enters what is wrapped around IP and IP in IP, outermost first, and ends at
 * the first ICMP or IGMP message. An instance is for one thread; it keeps nothing of a frame after {@link #decode}.
 */
public final class PacketDecoder {
    private static final int MAX_LAYERS = 32;

    /** Where the last frame ended up; for tests, which need to know where its message is. */
    final Layers layers = new Layers();

    /**
     * Decodes one frame. Never throws, whatever the bytes.
     *
     * @param linkType LINKTYPE number, see {@link LinkType}
     * @param octets array that holds the frame
     * @param offset where in it the frame begins
     * @param captured bytes of it that are there
     * @param wireLength bytes it had on the wire
     */
    public Decoded decode(int linkType, byte[] octets, int offset, int captured, int wireLength) {
        layers.begin(octets, offset, captured, wireLength);
        try {
            LinkType.parse(linkType, layers);
            return walk();
        } catch (MalformedException malformed) {
            return malformed(malformed.defect(), malformed.offset());
        } catch (IndexOutOfBoundsException unproved) {
            // A bound that a parser failed to prove is our mistake; it must not cost the sensor its other packets.
            return malformed(Defect.DECODER_FAULT, layers.at);
        }
    }

    private Decoded walk() {
        for (int depth = 0; depth < MAX_LAYERS; depth++) {
            switch (layers.next) {
                case ETHERNET -> Ethernet.parse(layers);
                case LLC -> Ethernet.parseLlc(layers);
                case VLAN -> Vlan.parse(layers);
                case MACSEC -> Macsec.parse(layers);
                case MPLS -> Mpls.parse(layers);
                case PPPOE -> Ppp.parseSession(layers);
                case PPP -> Ppp.parse(layers);
                case IP -> ip();
                case IPV4 -> Ipv4.parse(layers);
                case IPV6 -> Ipv6.parse(layers);
                case GRE -> Gre.parse(layers);
                case UDP -> Vxlan.parseUdp(layers);
                case VXLAN -> Vxlan.parse(layers);
                case IGMP -> {
                    GroupMessage message = Igmp.parse(layers);
                    return new Decoded.GroupMembership(envelope(), message);
                }
                case ICMP4 -> {
                    IcmpMessage message = Icmp4.parse(layers);
                    return new Decoded.Icmp(envelope(), message);
                }
                case ICMP6 -> {
                    return icmp6();
                }
                case NONE -> {
                    return layers.reason.result();
                }
            }
        }
        if (layers.next == Layer.NONE) {
            return layers.reason.result();
        }
        throw new MalformedException(Defect.LINK_TOO_DEEP, layers.at);
    }

    /** Raw IP: the version field alone tells. */
    private void ip() {
        layers.require(1, Defect.LINK_TRUNCATED);
        layers.next = switch (Octets.u8(layers.octets, layers.at) >> 4) {
            case 4 -> Layer.IPV4;
            case 6 -> Layer.IPV6;
            default -> throw new MalformedException(Defect.IP_VERSION, layers.at);
        };
    }

    private Decoded icmp6() {
        int type = Icmp6.begin(layers);
        if (Mld.is(type)) {
            GroupMessage message = Mld.parse(layers);
            return new Decoded.GroupMembership(envelope(), message);
        }
        IcmpMessage message = Icmp6.parse(layers, type);
        return new Decoded.Icmp(envelope(), message);
    }

    private Envelope envelope() {
        return layers.envelope(layers.source(), layers.destination());
    }

    private Decoded malformed(Defect defect, int at) {
        boolean reachedIp = layers.ipVersion != 0;
        return new Decoded.Malformed(defect, at - layers.start, layers.envelope(
            reachedIp ? layers.source() : null, reachedIp ? layers.destination() : null));
    }
}

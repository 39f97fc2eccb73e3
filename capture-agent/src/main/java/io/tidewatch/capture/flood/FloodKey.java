package io.tidewatch.capture.flood;

import io.tidewatch.capture.wire.Checksum;
import io.tidewatch.capture.wire.Defect;
import io.tidewatch.capture.wire.Envelope;
import io.tidewatch.capture.wire.IcmpMessage;
import io.tidewatch.capture.wire.IpAddress;
import io.tidewatch.capture.wire.QuotedDatagram;
import io.tidewatch.capture.wire.Tunnel;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * What packets have in common that one event counts. What a grain has no use for is null or 0. The hash is mixed with a
 * secret of the process: who picks addresses can't pick ones that fall into one place of the table. No order depends on
 * it.
 *
 * @param grain how much is in it
 * @param segment name of the segment
 * @param kind IP version, type and code; of what is malformed, less than 0, the defect
 * @param source source address
 * @param destination destination address
 * @param quoted the quoted destination, or its prefix
 * @param gateway gateway of a redirect
 * @param mtu next-hop MTU
 * @param detail what only the finest grain tells apart
 */
record FloodKey(Grain grain, String segment, int kind, IpAddress source, IpAddress destination, IpAddress quoted,
                IpAddress gateway, long mtu, Detail detail) {
    private static final long SECRET = new SplittableRandom().nextLong();
    private static final long PRIME = 0x9e3779b97f4a7c15L;
    private static final long V4_PREFIX = ~0xffL;

    /** The rest of what tells the cause. */
    record Detail(long sourceMac, List<Integer> vlanIds, List<Tunnel> tunnels, Checksum.Verdict checksum,
                  List<Defect> anomalies, long pointer, IpAddress quotedSource, int quotedProtocol, int innerType) {
    }

    static FloodKey of(Grain grain, Sample sample) {
        return sample.malformed() ? malformed(grain, sample) : icmp(grain, sample);
    }

    private static FloodKey icmp(Grain grain, Sample sample) {
        Envelope envelope = sample.envelope();
        IcmpMessage message = sample.message();
        String segment = sample.segment();
        int version = message.ipVersion();
        int kind = version << 16 | message.type() << 8 | message.code();
        IpAddress quoted = message.quoted() == null ? null : message.quoted().destination();
        return switch (grain) {
            case CAUSE -> new FloodKey(grain, segment, kind, envelope.source(), envelope.destination(), quoted,
                message.gateway(), message.mtu(), detail(sample));
            case PREFIX -> new FloodKey(grain, segment, kind, envelope.source(), envelope.destination(),
                prefix(quoted), message.gateway(), message.mtu(), null);
            case RECEIVER -> new FloodKey(grain, segment, kind, null, envelope.destination(), null, null, 0, null);
            case REPORTER -> new FloodKey(grain, segment, kind, envelope.source(), null, null, null, 0, null);
            case TARGET -> new FloodKey(grain, segment, kind, null, null, prefix(quoted), null, 0, null);
            case KIND -> new FloodKey(grain, segment, kind, null, null, null, null, 0, null);
            case PACKET, REST -> new FloodKey(grain, null, version, null, null, null, null, 0, null);
        };
    }

    private static Detail detail(Sample sample) {
        Envelope envelope = sample.envelope();
        QuotedDatagram quoted = sample.malformed() ? null : sample.message().quoted();
        return new Detail(envelope.sourceMac(), envelope.vlanIds(), envelope.tunnels(), envelope.checksum(),
            envelope.anomalies(), sample.malformed() ? 0 : sample.message().pointer(),
            quoted == null ? null : quoted.source(), quoted == null ? 0 : quoted.protocol(),
            quoted == null ? 0 : quoted.inner().icmpType());
    }

    private static FloodKey malformed(Grain grain, Sample sample) {
        Envelope envelope = sample.envelope();
        int kind = -1 - sample.defect().ordinal();
        return switch (grain) {
            case CAUSE -> new FloodKey(grain, sample.segment(), kind, envelope.source(), envelope.destination(), null,
                null, 0, detail(sample));
            case KIND -> new FloodKey(grain, sample.segment(), kind, null, null, null, null, 0, null);
            case PACKET, PREFIX, RECEIVER, REPORTER, TARGET, REST ->
                new FloodKey(grain, null, -1, null, null, null, null, 0, null);
        };
    }

    /** The /24 or /64 that the storm detector goes by; null stays null. */
    static IpAddress prefix(IpAddress address) {
        if (address == null) {
            return null;
        }
        return address.version() == 4 ? new IpAddress(4, 0, address.low() & V4_PREFIX)
            : new IpAddress(6, address.high(), 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloodKey key && grain == key.grain && kind == key.kind && mtu == key.mtu
            && Objects.equals(source, key.source) && Objects.equals(destination, key.destination)
            && Objects.equals(quoted, key.quoted) && Objects.equals(gateway, key.gateway)
            && Objects.equals(segment, key.segment) && Objects.equals(detail, key.detail);
    }

    @Override
    public int hashCode() {
        long hash = mix(SECRET ^ grain.ordinal(), kind);
        hash = mix(hash, segment == null ? 0 : segment.hashCode());
        hash = mix(hash, source);
        hash = mix(hash, destination);
        hash = mix(hash, quoted);
        hash = mix(hash, gateway);
        hash = mix(hash, mtu);
        if (detail != null) {
            hash = mix(hash, detail.sourceMac);
            hash = mix(hash, detail.pointer);
            hash = mix(hash, detail.quotedSource);
            hash = mix(hash, detail.quotedProtocol << 16 | detail.innerType & 0xffff);
            for (Tunnel tunnel : detail.tunnels) {
                hash = mix(hash, tunnel.id());
            }
        }
        return (int) (hash >>> 32);
    }

    private static long mix(long hash, IpAddress address) {
        return address == null ? mix(hash, 0) : mix(mix(hash, address.high()), address.low());
    }

    private static long mix(long hash, long bits) {
        long mixed = (hash ^ bits) * PRIME;
        return mixed ^ mixed >>> 32;
    }
}

package io.tidewatch.capture.wire;

import java.util.List;

/**
 * ICMP for IPv4: RFC 792, with RFC 950, RFC 1191 (MTU), RFC 1256, RFC 4884 (extensions), RFC 8335 (extended echo);
 * deprecated types (RFC 6918) are still decoded.
 *
 * <pre>
 *  type | code | checksum
 *  echo and relatives:         identifier 2 | sequence 2 | data, three timestamps, or an address mask
 *  router advertisement:       number 1 | entry size 1 | lifetime 2 | entries
 *  extended echo:              identifier 2 | sequence 1 | state or flags 1
 *  redirect:                   gateway 4
 *  parameter problem:          pointer 1 | length 1 | unused 2
 *  unreachable, time exceeded: unused 1 | length 1 (32-bit words of quote) | next-hop MTU 2
 *  then, in errors:            quoted datagram | extension structure
 * </pre>
 */
public final class Icmp4 {
    private static final int TYPE = 0;
    private static final int CODE = 1;
    private static final int SUM = 2;
    private static final int IDENTIFIER = 4;
    private static final int SEQUENCE = 6;
    private static final int GATEWAY = 4;
    private static final int POINTER = 4;
    private static final int SECURITY_POINTER = 6;
    private static final int QUOTE_LENGTH = 5;
    private static final int MTU = 6;
    private static final int LENGTH = 8;
    private static final int QUOTE_UNIT = 4;

    public static final int ECHO_REPLY = 0;
    public static final int UNREACHABLE = 3;
    public static final int SOURCE_QUENCH = 4;
    public static final int REDIRECT = 5;
    public static final int ECHO_REQUEST = 8;
    public static final int TIME_EXCEEDED = 11;
    public static final int PARAMETER_PROBLEM = 12;
    private static final int ROUTER_ADVERTISEMENT = 9;
    private static final int TIMESTAMP = 13;
    private static final int TIMESTAMP_REPLY = 14;
    private static final int MASK_REQUEST = 17;
    private static final int MASK_REPLY = 18;
    private static final int CONVERSION_ERROR = 31;
    private static final int NAME_REQUEST = 37;
    private static final int NAME_REPLY = 38;
    private static final int SECURITY_FAILURE = 40;
    public static final int EXTENDED_ECHO_REQUEST = 42;
    public static final int EXTENDED_ECHO_REPLY = 43;
    /** Code of {@link #UNREACHABLE}: fragmentation needed and DF set. */
    public static final int FRAGMENTATION_NEEDED = 4;

    private Icmp4() {
    }

    static boolean isError(int type) {
        return switch (type) {
            case UNREACHABLE, SOURCE_QUENCH, REDIRECT, TIME_EXCEEDED, PARAMETER_PROBLEM, CONVERSION_ERROR,
                SECURITY_FAILURE -> true;
            default -> false;
        };
    }

    /** Identifier and sequence number follow the checksum: echo, timestamp, information, address mask, domain name. */
    static boolean isEcho(int type) {
        return type == ECHO_REPLY || type == ECHO_REQUEST || type >= TIMESTAMP && type <= MASK_REPLY
            || type == NAME_REQUEST || type == NAME_REPLY;
    }

    static IcmpMessage parse(Layers layers) {
        byte[] octets = layers.octets;
        int at = layers.at;
        layers.require(LENGTH, Defect.ICMP4_TRUNCATED);
        layers.judgeChecksum(0, Defect.ICMP4_CHECKSUM);
        int type = Octets.u8(octets, at + TYPE);
        int code = Octets.u8(octets, at + CODE);
        if (!IcmpNames.typeAssigned(4, type)) {
            layers.note(Defect.ICMP4_TYPE);
        } else if (!IcmpNames.codeAssigned(4, type, code)) {
            layers.note(Defect.ICMP4_CODE);
        }
        if (isError(type)) {
            return error(layers, type, code);
        }
        if (isEcho(type)) {
            return IcmpMessage.query(4, type, code, Octets.u16(octets, at + IDENTIFIER),
                Octets.u16(octets, at + SEQUENCE), detail(layers, type));
        }
        return switch (type) {
            case EXTENDED_ECHO_REQUEST, EXTENDED_ECHO_REPLY -> extendedEcho(layers, 4, type == EXTENDED_ECHO_REQUEST);
            case ROUTER_ADVERTISEMENT -> IcmpMessage.query(4, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
                IcmpDetail.Routers.read(layers));
            default -> IcmpMessage.of(4, type, code);
        };
    }

    /** Null, with the anomaly noted, when the message ends before it. */
    private static IcmpDetail detail(Layers layers, int type) {
        int end = switch (type) {
            case TIMESTAMP, TIMESTAMP_REPLY -> IcmpDetail.Timestamps.END;
            case MASK_REQUEST, MASK_REPLY -> IcmpDetail.AddressMask.END;
            default -> 0;
        };
        if (end > layers.available()) {
            layers.note(Defect.ICMP4_FIELDS_TRUNCATED);
            return null;
        }
        return end == 0 ? null : end == IcmpDetail.Timestamps.END
            ? IcmpDetail.Timestamps.read(layers.octets, layers.at)
            : IcmpDetail.AddressMask.read(layers.octets, layers.at);
    }

    private static IcmpMessage error(Layers layers, int type, int code) {
        byte[] octets = layers.octets;
        int at = layers.at;
        boolean extensible = type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM;
        int announced = extensible ? Octets.u8(octets, at + QUOTE_LENGTH) * QUOTE_UNIT : -1;
        IcmpError error = IcmpError.parse(layers, at + LENGTH, announced);
        boolean mtu = type == UNREACHABLE && code == FRAGMENTATION_NEEDED;
        return new IcmpMessage(4, type, code, IcmpMessage.ABSENT, IcmpMessage.ABSENT,
            type == REDIRECT ? IpAddress.readV4(octets, at + GATEWAY) : null,
            mtu ? Octets.u16(octets, at + MTU) : IcmpMessage.ABSENT, pointer(octets, at, type), error.quoted(),
            error.extensions(), null);
    }

    /** One octet in a parameter problem, four in a conversion error (RFC 1475), two in a security failure. */
    private static long pointer(byte[] octets, int at, int type) {
        return switch (type) {
            case PARAMETER_PROBLEM -> Octets.u8(octets, at + POINTER);
            case CONVERSION_ERROR -> Octets.u32(octets, at + POINTER);
            case SECURITY_FAILURE -> Octets.u16(octets, at + SECURITY_POINTER);
            default -> IcmpMessage.ABSENT;
        };
    }

    /**
     * RFC 8335 §2, the same in both versions. The request asks by one interface identification object; what users put
     * behind it is data, so the structure's checksum says nothing here.
     */
    static IcmpMessage extendedEcho(Layers layers, int ipVersion, boolean request) {
        byte[] octets = layers.octets;
        int at = layers.at;
        List<ExtensionObject> objects = request && IcmpExtensions.plausible(octets, at + LENGTH, layers.end)
            ? IcmpExtensions.parse(layers, at + LENGTH, layers.end, 1) : List.of();
        return new IcmpMessage(ipVersion, Octets.u8(octets, at + TYPE), Octets.u8(octets, at + CODE),
            Octets.u16(octets, at + IDENTIFIER), Octets.u8(octets, at + SEQUENCE), null, IcmpMessage.ABSENT,
            IcmpMessage.ABSENT, null, objects,
            new IcmpDetail.ExtendedEcho(Octets.u8(octets, at + IcmpDetail.ExtendedEcho.FLAGS)));
    }

    /**
     * Writes a message with its checksum; returns where it ends. {@code body} is what follows the fields that the
     * message knows: data, or the quoted datagram; with extensions that is padded to the 128 octets that RFC 4884
     * demands.
     */
    public static int emit(byte[] out, int at, IcmpMessage message, byte[] body) {
        Octets.put64(out, at, 0);
        Octets.put8(out, at + TYPE, message.type());
        Octets.put8(out, at + CODE, message.code());
        emitIdentifier(out, at, message);
        if (message.gateway() != null) {
            message.gateway().write(out, at + GATEWAY);
        }
        if (message.pointer() != IcmpMessage.ABSENT) {
            switch (message.type()) {
                case CONVERSION_ERROR -> Octets.put32(out, at + POINTER, message.pointer());
                case SECURITY_FAILURE -> Octets.put16(out, at + SECURITY_POINTER, (int) message.pointer());
                default -> Octets.put8(out, at + POINTER, (int) message.pointer());
            }
        }
        if (message.mtu() != IcmpMessage.ABSENT) {
            Octets.put16(out, at + MTU, (int) message.mtu());
        }
        int end = at + LENGTH;
        if (message.detail() instanceof IcmpDetail.Timestamps timestamps) {
            end = timestamps.write(out, at);
        } else if (message.detail() instanceof IcmpDetail.AddressMask mask) {
            end = mask.write(out, at);
        } else if (message.detail() instanceof IcmpDetail.Routers routers) {
            end = routers.write(out, at);
        }
        end = IcmpError.emit(out, end, message, body, QUOTE_UNIT);
        if (!message.extensions().isEmpty() && message.isError()) {
            Octets.put8(out, at + QUOTE_LENGTH, IcmpError.padded(body.length, QUOTE_UNIT) / QUOTE_UNIT);
        }
        Octets.put16(out, at + SUM, Checksum.of(Checksum.sum(out, at, end)));
        return end;
    }

    /** The same in both versions. */
    static void emitIdentifier(byte[] out, int at, IcmpMessage message) {
        if (message.identifier() != IcmpMessage.ABSENT) {
            Octets.put16(out, at + IDENTIFIER, message.identifier());
        }
        if (message.detail() instanceof IcmpDetail.ExtendedEcho echo) {
            Octets.put8(out, at + SEQUENCE, message.sequence());
            Octets.put8(out, at + IcmpDetail.ExtendedEcho.FLAGS, echo.flags());
        } else if (message.sequence() != IcmpMessage.ABSENT) {
            Octets.put16(out, at + SEQUENCE, message.sequence());
        }
    }
}

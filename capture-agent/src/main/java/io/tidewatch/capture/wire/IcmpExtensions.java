package io.tidewatch.capture.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The extension structure behind a quoted datagram (RFC 4884 §7), with label stacks (RFC 4950), interfaces (RFC 5837)
 * and what extended echo asks by (RFC 8335).
 *
 * <pre>
 *  structure: version 4 bits (2), reserved 12 | checksum (0: none sent) | objects
 *  object:    length 2 (with these four octets) | class 1 | C-Type 1 | payload
 *  interface, as C-Type says: index 4 | address (family 2, reserved 2, 4 or 16) | name (length 1, up to 63) | MTU 4
 *  probed interface, by C-Type: name | index 4 | family 2, address length 1, reserved 1, address
 * </pre>
 */
final class IcmpExtensions {
    private static final int VERSION = 2;
    private static final int STRUCTURE_HEADER = 4;
    private static final int OBJECT_HEADER = 4;
    private static final int OBJECT_CLASS = 2;
    private static final int OBJECT_C_TYPE = 3;
    private static final int FAMILY_IPV4 = 1;
    private static final int FAMILY_IPV6 = 2;

    private IcmpExtensions() {
    }

    /** A structure may begin here: its header is there and its version is right. */
    static boolean plausible(byte[] octets, int at, int end) {
        return end - at >= STRUCTURE_HEADER && Octets.u8(octets, at) >> 4 == VERSION;
    }

    static boolean checksumSent(byte[] octets, int at) {
        return Octets.u16(octets, at + 2) != 0;
    }

    static boolean checksumRight(byte[] octets, int at, int end) {
        return Checksum.right(Checksum.sum(octets, at, end));
    }

    /** The objects of a structure that {@link #plausible} vouches for, up to {@code max}. */
    static List<ExtensionObject> parse(Layers layers, int structure, int end, int max) {
        byte[] octets = layers.octets;
        List<ExtensionObject> objects = new ArrayList<>(2);
        int at = structure + STRUCTURE_HEADER;
        while (at < end && objects.size() < max) {
            int length = end - at < OBJECT_HEADER ? 0 : Octets.u16(octets, at);
            if (length < OBJECT_HEADER || length > end - at) {
                layers.note(Defect.ICMP_EXTENSION_OBJECT);
                break;
            }
            int classNumber = Octets.u8(octets, at + OBJECT_CLASS);
            int cType = Octets.u8(octets, at + OBJECT_C_TYPE);
            int body = at + OBJECT_HEADER;
            at += length;
            ExtensionObject object = switch (classNumber) {
                case ExtensionObject.MPLS_STACK -> cType == ExtensionObject.INCOMING_STACK
                    ? new ExtensionObject(classNumber, cType, labels(layers, body, at), null, null) : null;
                case ExtensionObject.INTERFACE_INFORMATION -> new ExtensionObject(classNumber, cType, List.of(),
                    face(layers, cType, body, at), null);
                case ExtensionObject.INTERFACE_IDENTIFICATION -> probed(octets, cType, body, at);
                default -> null;
            };
            objects.add(object != null ? object
                : ExtensionObject.raw(classNumber, cType, OctetString.copy(octets, body, at)));
        }
        return objects;
    }

    /** Null when the payload is of no such form: an unknown C-Type, or an address that is none of IP. */
    private static ExtensionObject probed(byte[] octets, int cType, int from, int end) {
        ExtensionObject.Interface face = null;
        if (cType == ExtensionObject.BY_NAME) {
            face = ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT, null, text(octets, from, end));
        } else if (cType == ExtensionObject.BY_INDEX && end - from == 4) {
            face = ExtensionObject.Interface.probed(Octets.u32(octets, from), null, null);
        } else if (cType == ExtensionObject.BY_ADDRESS && end - from > 4) {
            int family = Octets.u16(octets, from);
            int length = family == FAMILY_IPV4 ? IpAddress.V4_LENGTH : family == FAMILY_IPV6 ? IpAddress.V6_LENGTH : -1;
            if (length == Octets.u8(octets, from + 2) && end - from == 4 + length) {
                face = ExtensionObject.Interface.probed(ExtensionObject.Interface.ABSENT,
                    family == FAMILY_IPV4 ? IpAddress.readV4(octets, from + 4) : IpAddress.readV6(octets, from + 4),
                    null);
            }
        }
        return face == null ? null
            : new ExtensionObject(ExtensionObject.INTERFACE_IDENTIFICATION, cType, List.of(), face, null);
    }

    private static List<Mpls> labels(Layers layers, int from, int end) {
        if ((end - from) % Mpls.LENGTH != 0) {
            layers.note(Defect.ICMP_EXTENSION_OBJECT);
        }
        List<Mpls> labels = new ArrayList<>((end - from) / Mpls.LENGTH);
        for (int at = from; end - at >= Mpls.LENGTH; at += Mpls.LENGTH) {
            labels.add(Mpls.read(layers.octets, at));
        }
        return labels;
    }

    /** Fields are in fixed order, each there if its bit is set; one that does not fit ends the reading. */
    private static ExtensionObject.Interface face(Layers layers, int cType, int from, int end) {
        byte[] octets = layers.octets;
        int at = from;
        long index = ExtensionObject.Interface.ABSENT;
        IpAddress address = null;
        String name = null;
        long mtu = ExtensionObject.Interface.ABSENT;
        boolean whole = true;
        if ((cType & ExtensionObject.Interface.HAS_INDEX) != 0) {
            whole = end - at >= 4;
            index = whole ? Octets.u32(octets, at) : index;
            at += 4;
        }
        if (whole && (cType & ExtensionObject.Interface.HAS_ADDRESS) != 0) {
            int family = end - at >= 4 ? Octets.u16(octets, at) : 0;
            int length = family == FAMILY_IPV4 ? IpAddress.V4_LENGTH : IpAddress.V6_LENGTH;
            whole = (family == FAMILY_IPV4 || family == FAMILY_IPV6) && end - at >= 4 + length;
            if (whole) {
                address = family == FAMILY_IPV4 ? IpAddress.readV4(octets, at + 4) : IpAddress.readV6(octets, at + 4);
            }
            at += 4 + length;
        }
        if (whole && (cType & ExtensionObject.Interface.HAS_NAME) != 0) {
            int length = at < end ? Octets.u8(octets, at) : 0;
            whole = length > 0 && length <= end - at;
            name = whole ? text(octets, at + 1, at + length) : null;
            at += length;
        }
        if (whole && (cType & ExtensionObject.Interface.HAS_MTU) != 0) {
            whole = end - at >= 4;
            mtu = whole ? Octets.u32(octets, at) : mtu;
        }
        if (!whole) {
            layers.note(Defect.ICMP_EXTENSION_OBJECT);
        }
        return new ExtensionObject.Interface(ExtensionObject.Interface.Role.ofCType(cType), index, address, name, mtu);
    }

    /** RFC 5837 §4.3: UTF-8, padded with NUL to a multiple of four octets. */
    private static String text(byte[] octets, int from, int limit) {
        int end = limit;
        while (end > from && octets[end - 1] == 0) {
            end--;
        }
        return new String(octets, from, end - from, StandardCharsets.UTF_8);
    }

    /** Writes a structure with its checksum; returns where it ends. */
    static int emit(byte[] out, int at, List<ExtensionObject> objects) {
        Octets.put32(out, at, (long) VERSION << 28);
        int end = at + STRUCTURE_HEADER;
        for (ExtensionObject object : objects) {
            int body = end + OBJECT_HEADER;
            int next = body;
            for (Mpls label : object.labels()) {
                label.write(out, next);
                next += Mpls.LENGTH;
            }
            if (object.data() != null) {
                next = object.data().write(out, next);
            } else if (object.classNumber() == ExtensionObject.INTERFACE_IDENTIFICATION) {
                next = emitProbed(out, next, object.face());
            } else if (object.face() != null) {
                next = emit(out, next, object.face());
            }
            Octets.put16(out, end, next - end);
            Octets.put8(out, end + OBJECT_CLASS, object.classNumber());
            Octets.put8(out, end + OBJECT_C_TYPE, object.cType());
            end = next;
        }
        Octets.put16(out, at + 2, Checksum.of(Checksum.sum(out, at, end)));
        return end;
    }

    private static int emitProbed(byte[] out, int at, ExtensionObject.Interface face) {
        if (face.name() != null) {
            byte[] name = face.name().getBytes(StandardCharsets.UTF_8);
            int end = at + (name.length + 3 & ~3);
            System.arraycopy(Arrays.copyOf(name, end - at), 0, out, at, end - at);
            return end;
        }
        if (face.address() == null) {
            Octets.put32(out, at, face.index());
            return at + 4;
        }
        boolean four = face.address().version() == 4;
        Octets.put32(out, at, (long) (four ? FAMILY_IPV4 : FAMILY_IPV6) << 16 | (long) face.address().length() << 8);
        return face.address().write(out, at + 4);
    }

    private static int emit(byte[] out, int from, ExtensionObject.Interface face) {
        int at = from;
        if (face.index() != ExtensionObject.Interface.ABSENT) {
            Octets.put32(out, at, face.index());
            at += 4;
        }
        if (face.address() != null) {
            Octets.put32(out, at, (long) (face.address().version() == 4 ? FAMILY_IPV4 : FAMILY_IPV6) << 16);
            at = face.address().write(out, at + 4);
        }
        if (face.name() != null) {
            byte[] name = face.name().getBytes(StandardCharsets.UTF_8);
            int length = Math.min(1 + name.length + 3 & ~3, 64);
            for (int i = 1; i < length; i++) {
                out[at + i] = i <= name.length ? name[i - 1] : 0;
            }
            Octets.put8(out, at, length);
            at += length;
        }
        if (face.mtu() != ExtensionObject.Interface.ABSENT) {
            Octets.put32(out, at, face.mtu());
            at += 4;
        }
        return at;
    }
}

package io.tidewatch.capture.wire;

import java.util.List;

/**
 * Group records and address lists, which IGMPv3 and MLDv2 share but for the length of an address (RFC 9776 §4.2,
 * RFC 9777 §5.2).
 *
 * <pre>
 *  record type 1 | aux data length 1 (32-bit words) | number of sources 2 | group | sources | aux data
 * </pre>
 */
final class GroupWire {
    private static final int RECORD_TYPE = 0;
    private static final int AUX_LENGTH = 1;
    private static final int SOURCE_COUNT = 2;
    private static final int GROUP = 4;

    private final int addressLength;
    private final Defect truncated;
    private final Defect unknownType;
    private final Defect notMulticast;

    GroupWire(int addressLength, Defect truncated, Defect unknownType, Defect notMulticast) {
        this.addressLength = addressLength;
        this.truncated = truncated;
        this.unknownType = unknownType;
        this.notMulticast = notMulticast;
    }

    private IpAddress address(byte[] octets, int at) {
        return addressLength == IpAddress.V4_LENGTH ? IpAddress.readV4(octets, at) : IpAddress.readV6(octets, at);
    }

    /** {@code count} addresses that are proved to be there. */
    List<IpAddress> addresses(byte[] octets, int at, int count) {
        if (count <= 1) {
            return count == 0 ? List.of() : List.of(address(octets, at));
        }
        IpAddress[] addresses = new IpAddress[count];
        for (int i = 0; i < count; i++) {
            addresses[i] = address(octets, at + i * addressLength);
        }
        return ArrayRow.of(addresses, count);
    }

    /**
     * The records that are wholly there. The number claimed allocates nothing: what the octets can hold bounds it, and
     * a record that runs past them ends the list, since where the next one begins is unknown.
     */
    List<GroupRecord> records(Layers layers, int first, int claimed) {
        byte[] octets = layers.octets;
        int fixed = GROUP + addressLength;
        int feasible = Math.min(claimed, (layers.end - first) / fixed);
        if (feasible < claimed) {
            layers.note(truncated);
        }
        // Most reports hold one record, and no array for it.
        GroupRecord[] several = feasible > 1 ? new GroupRecord[feasible] : null;
        GroupRecord last = null;
        int count = 0;
        int at = first;
        for (; count < feasible; count++) {
            int sources = layers.end - at < fixed ? 0 : Octets.u16(octets, at + SOURCE_COUNT);
            int body = fixed + sources * addressLength;
            if (layers.end - at < body) {
                layers.note(truncated);
                break;
            }
            int rawType = Octets.u8(octets, at + RECORD_TYPE);
            GroupRecord.Type type = GroupRecord.Type.of(rawType);
            IpAddress group = address(octets, at + GROUP);
            if (type == GroupRecord.Type.UNKNOWN) {
                layers.note(unknownType);
            }
            if (!group.isMulticast()) {
                layers.note(notMulticast);
            }
            int end = at + body + (Octets.u8(octets, at + AUX_LENGTH) << 2);
            OctetString auxiliary = end == at + body || end > layers.end ? null
                : OctetString.copy(octets, at + body, end);
            last = new GroupRecord(type, rawType, group, addresses(octets, at + fixed, sources), auxiliary);
            if (several != null) {
                several[count] = last;
            }
            at = end;
        }
        if (at > layers.end) {
            // The last record's auxiliary data is cut; the record itself is whole.
            layers.note(truncated);
        }
        if (several != null) {
            return ArrayRow.of(several, count);
        }
        return last == null ? List.of() : List.of(last);
    }

    int emitAddresses(byte[] out, int at, List<IpAddress> addresses) {
        int end = at;
        for (IpAddress address : addresses) {
            end = address.write(out, end);
        }
        return end;
    }

    int emitRecords(byte[] out, int at, List<GroupRecord> records) {
        int end = at;
        for (GroupRecord record : records) {
            Octets.put8(out, end + RECORD_TYPE, record.rawType());
            OctetString auxiliary = record.auxiliary();
            Octets.put8(out, end + AUX_LENGTH, auxiliary == null ? 0 : auxiliary.length() >> 2);
            Octets.put16(out, end + SOURCE_COUNT, record.sources().size());
            end = emitAddresses(out, record.group().write(out, end + GROUP), record.sources());
            end = auxiliary == null ? end : auxiliary.write(out, end);
        }
        return end;
    }
}
